/* SPDX-License-Identifier: BSD-3-Clause */
/* What a file is that is no zip: the message that keeps people from guessing. */
#include <string.h>

#include "format/zip_directory.h"

enum skops_status skops_zip_not_one (struct skops_error *err, const struct skops_zip_source *source)
{
	static const struct {
		const char *bytes;
		uint8_t size;
		uint16_t offset;
		const char *what;
	} known[] = {
		{ "PK\3\4", 4, 0, "a zip container that is cut short: its end record is missing" },
		{ "\x80\2", 2, 0, "a Python pickle" },
		{ "\x80\3", 2, 0, "a Python pickle" },
		{ "\x80\4", 2, 0, "a Python pickle" },
		{ "\x80\5", 2, 0, "a Python pickle" },
		{ "\x1f\x8b", 2, 0, "gzip-compressed" },
		{ "BZh", 3, 0, "bzip2-compressed" },
		{ "\xfd" "7zXZ", 5, 0, "xz-compressed" },
		{ "\x28\xb5\x2f\xfd", 4, 0, "zstd-compressed" },
		{ "\x78\x01", 2, 0, "zlib-compressed (a joblib pickle, perhaps)" },
		{ "\x78\x5e", 2, 0, "zlib-compressed (a joblib pickle, perhaps)" },
		{ "\x78\x9c", 2, 0, "zlib-compressed (a joblib pickle, perhaps)" },
		{ "\x78\xda", 2, 0, "zlib-compressed (a joblib pickle, perhaps)" },
		{ "7z\xbc\xaf\x27\x1c", 6, 0, "a 7-Zip archive" },
		{ "Rar!", 4, 0, "a RAR archive" },
		{ "ustar", 5, 257, "a tar archive" },
		{ "070701", 6, 0, "a cpio archive" },
		{ "\x93NUMPY", 6, 0, "a NumPy array" },
		{ "\x89HDF", 4, 0, "an HDF5 file" },
		{ "\x7f" "ELF", 4, 0, "a program" },
		{ "%PDF", 4, 0, "a PDF document" },
		{ "{", 1, 0, "JSON or a text" },
		{ "<", 1, 0, "a web page or XML" },
		{ "version https://git-lfs", 23, 0, "a Git LFS pointer: the file itself was not fetched" },
	};
	char head[32];

	if (source->size == 0)
		return skops_error_set (err, SKOPS_BAD_FILE, "not a zip container: the file is empty");
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (skops_zip_source_read (source, known[i].offset, head, known[i].size) && memcmp (head, known[i].bytes, known[i].size) == 0)
			return skops_error_set (err, SKOPS_BAD_FILE, i == 0 ? "%s" : "not a zip container: the file is %s", known[i].what);
	return skops_error_set (err, SKOPS_BAD_FILE, "not a zip container");
}
