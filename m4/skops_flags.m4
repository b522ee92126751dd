# SPDX-License-Identifier: BSD-3-Clause
# Compiler and linker flags that are used only where the tool at hand knows them.

# SKOPS_COMPILER_FLAGS(VARIABLE, FLAGS): appends to VARIABLE every flag that the compiler of the current language takes without a murmur.
AC_DEFUN([SKOPS_COMPILER_FLAGS], [
  for skops_flag in $2; do
    AC_MSG_CHECKING([whether the ]_AC_LANG[ compiler accepts $skops_flag])
    skops_saved="$[]_AC_LANG_PREFIX[]FLAGS"
    _AC_LANG_PREFIX[]FLAGS="$skops_saved -Werror $skops_flag"
    AC_COMPILE_IFELSE([AC_LANG_PROGRAM],
      [AC_MSG_RESULT([yes]); $1="$$1 $skops_flag"],
      [AC_MSG_RESULT([no])])
    _AC_LANG_PREFIX[]FLAGS="$skops_saved"
  done
])

# SKOPS_LINKER_FLAGS(VARIABLE, FLAGS): the same for the linker of shared objects.
AC_DEFUN([SKOPS_LINKER_FLAGS], [
  for skops_flag in $2; do
    AC_MSG_CHECKING([whether the linker accepts $skops_flag])
    skops_saved="$LDFLAGS"
    LDFLAGS="$LDFLAGS $skops_flag"
    AC_LINK_IFELSE([AC_LANG_PROGRAM],
      [AC_MSG_RESULT([yes]); $1="$$1 $skops_flag"],
      [AC_MSG_RESULT([no])])
    LDFLAGS="$skops_saved"
  done
])
