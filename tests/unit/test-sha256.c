/* SPDX-License-Identifier: BSD-3-Clause */
/* SHA-256 against the examples of NIST. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/sha256.h"

static void check (const void *bytes, size_t size, const char *expected)
{
	uint8_t digest[32];
	char shown[65];

	skops_sha256 (digest, bytes, size);
	for (int i = 0; i < 32; i++)
		snprintf (shown + 2 * i, 3, "%02x", digest[i]);
	cr_expect_str_eq (shown, expected);
}

Test (sha256, examples)
{
	char *million = malloc (1000000);

	check ("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	check (NULL, 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	check ("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	check ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	memset (million, 'a', 1000000);
	check (million, 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	check (million, 55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
	check (million, 64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
	free (million);
}
