# SPDX-License-Identifier: GPL-3.0-or-later
# Third-party libraries, as Debian 12 and 13 name them.
find_package(Threads REQUIRED)
find_package(Qt6 6.4 REQUIRED COMPONENTS Core Network Sql Test Gui Widgets Svg Multimedia LinguistTools)
find_package(Protobuf 3.21 REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(CURL 7.85 REQUIRED)
find_package(tl-expected REQUIRED)
pkg_check_modules(SOFIA REQUIRED IMPORTED_TARGET sofia-sip-ua)
pkg_check_modules(SRTP2 REQUIRED IMPORTED_TARGET libsrtp2)
pkg_check_modules(LIBAV REQUIRED IMPORTED_TARGET libavcodec libavutil)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(QRENCODE REQUIRED IMPORTED_TARGET libqrencode)
pkg_check_modules(SOUNDTOUCH REQUIRED IMPORTED_TARGET soundtouch)
find_package(Qt6Keychain REQUIRED)
find_library(LAME_LIBRARY mp3lame REQUIRED)
find_library(ZXCVBN_LIBRARY zxcvbn REQUIRED)
find_package(libpqxx CONFIG QUIET) # 7.x ships a CMake package
if(NOT TARGET libpqxx::pqxx)       # 6.4.5 of Debian 12 has libpqxx.pc only
  pkg_check_modules(PQXX REQUIRED IMPORTED_TARGET libpqxx>=6.4)
  add_library(libpqxx::pqxx ALIAS PkgConfig::PQXX)
endif()
