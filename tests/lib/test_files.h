/* SPDX-License-Identifier: MIT */
/* test_files.h - files that tests read back. */
#ifndef FAASMAP_TESTS_TEST_FILES_H
#define FAASMAP_TESTS_TEST_FILES_H

#include "buf.h"

/* What is in the file, and nothing else; fails the cmocka test if it cannot be opened. */
void test_file_text(const char *path, struct buf *out);

#endif
