/* SPDX-License-Identifier: BSD-3-Clause */
/* Makes zip containers for tests, honest or lying in any field that a reader might believe. */
#ifndef SKOPS_TESTS_ZIP_MAKER_H
#define SKOPS_TESTS_ZIP_MAKER_H

#include <stdint.h>
#include <string.h>

#include "base/buffer.h"

struct made_member {
	const char *name, *data;
	size_t name_size;        /* 0: up to the NUL */
	size_t size, packed;     /* of data; packed 0: stored, else `data` is packed and `size` what it unpacks to */
	uint16_t method, flags;
	uint32_t crc;            /* needed for packed data, and for false ones */
	uint32_t attributes;
	uint8_t host;
	/* lies of one of the two headers; 0: none */
	const char *local_name;
	uint16_t local_method, local_flags;
	uint32_t local_crc, local_size, local_packed, central_size, central_packed, central_offset;
	const char *local_extra, *central_extra, *descriptor;
	uint16_t local_extra_size, central_extra_size, descriptor_size, disk;
};

struct made_end {
	const char *prefix, *gap, *suffix, *comment; /* bytes before the members, before the directory, behind the end; and the comment */
	int more_entries;                            /* added to the true number */
	int64_t move, grow;                          /* added to the true offset and size of the directory */
	uint16_t disk;
	uint16_t comment_size;                       /* 0: the true one */
	bool zip64;
	uint64_t zip64_entries;                      /* 0: the true number */
};

static inline void put (struct skops_buffer *out, uint64_t value, int bytes)
{
	for (int i = 0; i < bytes; i++, value >>= 8) {
		char byte = (char) value;

		skops_buffer_append (out, &byte, 1);
	}
}

static inline uint32_t crc_of (const void *data, size_t size)
{
	const uint8_t *bytes = data;
	uint32_t crc = ~0u;

	for (size_t i = 0; i < size; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
	}
	return ~crc;
}

/* The part that both headers have, from the flags to the name's length. */
static inline void put_common (struct skops_buffer *out, uint16_t flags, uint16_t method, uint32_t crc, uint32_t packed, uint32_t size, size_t name)
{
	put (out, flags, 2);
	put (out, method, 2);
	put (out, 0x00210000, 4);
	put (out, crc, 4);
	put (out, packed, 4);
	put (out, size, 4);
	put (out, name, 2);
}

#define OR(lie, truth) ((lie) ? (lie) : (truth))

static inline void make_zip (struct skops_buffer *out, const struct made_member *members, size_t count, struct made_end end)
{
	uint64_t *offsets = calloc (count + 1, sizeof *offsets), start, size, end64;

	skops_buffer_text (out, OR (end.prefix, ""));
	for (size_t i = 0; i < count; i++) {
		const struct made_member *m = &members[i];
		const char *name = OR (m->local_name, m->name);
		size_t packed = OR (m->packed, m->size), name_size = OR (m->name_size, strlen (name));
		uint32_t crc = m->packed ? m->crc : OR (m->crc, crc_of (m->data, m->size));

		offsets[i] = out->size;
		put (out, 0x04034b50, 4);
		put (out, 20, 2);
		put_common (out, OR (m->local_flags, m->flags), OR (m->local_method, m->method), OR (m->local_crc, crc),
		            (uint32_t) OR (m->local_packed, packed), (uint32_t) OR (m->local_size, m->size), name_size);
		put (out, m->local_extra_size, 2);
		skops_buffer_append (out, name, name_size);
		skops_buffer_append (out, m->local_extra, m->local_extra_size);
		skops_buffer_append (out, m->data, packed);
		skops_buffer_append (out, m->descriptor, m->descriptor_size);
	}
	skops_buffer_text (out, OR (end.gap, ""));
	start = out->size;
	for (size_t i = 0; i < count; i++) {
		const struct made_member *m = &members[i];
		size_t packed = OR (m->packed, m->size), name_size = OR (m->name_size, strlen (m->name));
		uint32_t crc = m->packed ? m->crc : OR (m->crc, crc_of (m->data, m->size));

		put (out, 0x02014b50, 4);
		put (out, 20, 1);
		put (out, m->host, 1);
		put (out, 20, 2);
		put_common (out, m->flags, m->method, crc, (uint32_t) OR (m->central_packed, packed), (uint32_t) OR (m->central_size, m->size), name_size);
		put (out, m->central_extra_size, 2);
		put (out, 0, 2);
		put (out, m->disk, 2);
		put (out, 0, 2);
		put (out, m->attributes, 4);
		put (out, OR (m->central_offset, offsets[i]), 4);
		skops_buffer_append (out, m->name, name_size);
		skops_buffer_append (out, m->central_extra, m->central_extra_size);
	}
	size = out->size - start;
	if (end.zip64) {
		end64 = out->size;
		put (out, 0x06064b50, 4);
		put (out, 44, 8);
		put (out, 45, 2);
		put (out, 45, 2);
		put (out, 0, 8);
		put (out, OR (end.zip64_entries, count), 8);
		put (out, OR (end.zip64_entries, count), 8);
		put (out, size + (uint64_t) end.grow, 8);
		put (out, start + (uint64_t) end.move, 8);
		put (out, 0x07064b50, 4);
		put (out, 0, 4);
		put (out, end64, 8);
		put (out, 1, 4);
	}
	put (out, 0x06054b50, 4);
	put (out, end.disk, 2);
	put (out, end.disk, 2);
	for (int twice = 0; twice < 2; twice++)
		put (out, end.zip64 ? 0xFFFF : count + (uint64_t) end.more_entries, 2);
	put (out, end.zip64 ? 0xFFFFFFFF : size + (uint64_t) end.grow, 4);
	put (out, end.zip64 ? 0xFFFFFFFF : start + (uint64_t) end.move, 4);
	put (out, OR (end.comment_size, strlen (OR (end.comment, ""))), 2);
	skops_buffer_text (out, OR (end.comment, ""));
	skops_buffer_text (out, OR (end.suffix, ""));
	free (offsets);
}

#endif
