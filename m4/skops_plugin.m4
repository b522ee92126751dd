# SPDX-License-Identifier: BSD-3-Clause
# SKOPS_PLUGIN: what the build of a plugin for skops needs. Call it behind AC_PROG_CC and LT_INIT. It sets, for Makefile.am:
#
#   SKOPS_PLUGIN_CFLAGS        headers; hidden symbols; arithmetic without fused operations, so that results equal Python's
#   SKOPS_PLUGIN_LDFLAGS       a module of which no symbol is left undefined
#   plugindir, registrydir     for plugin_LTLIBRARIES and registry_DATA: where make install puts them
#   skops_userdir              holds plugins/ and registry.d/ of whoever runs make (in a rule, in double quotes)
#   SKOPS_ABI                  the ABI, for the registry file
#   SKOPS, SKOPS_PLUGINS       the programs
#
# skops-plugin.pc is found through PKG_CONFIG_PATH; folders can be given as SKOPS_PLUGINDIR and SKOPS_REGISTRYDIR.
AC_DEFUN([SKOPS_PLUGIN], [
  AC_REQUIRE([PKG_PROG_PKG_CONFIG])
  PKG_CHECK_MODULES([SKOPS_SDK], [skops-plugin])
  PKG_CHECK_VAR([SKOPS_PLUGINDIR], [skops-plugin], [plugindir])
  PKG_CHECK_VAR([SKOPS_REGISTRYDIR], [skops-plugin], [registrydir])
  PKG_CHECK_VAR([SKOPS_BINDIR], [skops-plugin], [bindir])
  PKG_CHECK_VAR([SKOPS_ABI], [skops-plugin], [abi])
  AC_SUBST([plugindir], [$SKOPS_PLUGINDIR])
  AC_SUBST([registrydir], [$SKOPS_REGISTRYDIR])
  AC_SUBST([skops_userdir], ['$${XDG_DATA_HOME:-$$HOME/.local/share}/skops'])

  SKOPS_PLUGIN_CFLAGS="$SKOPS_SDK_CFLAGS"
  SKOPS_PLUGIN_LDFLAGS="-module -avoid-version -shared -no-undefined"
  skops_save_CFLAGS=$CFLAGS
  skops_save_LDFLAGS=$LDFLAGS
  for skops_flag in -fvisibility=hidden -ffp-contract=off; do
    AC_MSG_CHECKING([whether $CC takes $skops_flag])
    CFLAGS="$skops_save_CFLAGS $skops_flag"
    AC_COMPILE_IFELSE([AC_LANG_PROGRAM()],
      [AC_MSG_RESULT([yes]); SKOPS_PLUGIN_CFLAGS="$SKOPS_PLUGIN_CFLAGS $skops_flag"], [AC_MSG_RESULT([no])])
  done
  CFLAGS=$skops_save_CFLAGS
  for skops_flag in -Wl,-z,defs -Wl,-z,now; do
    AC_MSG_CHECKING([whether the linker takes $skops_flag])
    LDFLAGS="$skops_save_LDFLAGS $skops_flag"
    AC_LINK_IFELSE([AC_LANG_PROGRAM()],
      [AC_MSG_RESULT([yes]); SKOPS_PLUGIN_LDFLAGS="$SKOPS_PLUGIN_LDFLAGS $skops_flag"], [AC_MSG_RESULT([no])])
  done
  LDFLAGS=$skops_save_LDFLAGS
  AC_SUBST([SKOPS_PLUGIN_CFLAGS])
  AC_SUBST([SKOPS_PLUGIN_LDFLAGS])

  AC_PATH_PROG([SKOPS], [skops], [], [$SKOPS_BINDIR$PATH_SEPARATOR$PATH])
  AC_PATH_PROG([SKOPS_PLUGINS], [skops-plugins], [], [$SKOPS_BINDIR$PATH_SEPARATOR$PATH])
  AS_IF([test -z "$SKOPS" || test -z "$SKOPS_PLUGINS"], [AC_MSG_ERROR([skops and skops-plugins are not in $SKOPS_BINDIR])])
])
