# What `cmake --install` puts beside the program, and the Debian package: man pages and completion come
# from the program itself, so a build for another processor than this one's has none.
set(share ${CMAKE_BINARY_DIR}/share)
add_custom_command(OUTPUT ${share}/man/man1/tenprobes.1
  COMMAND tenprobes manual --out ${share}
  DEPENDS tenprobes COMMENT "Making man pages and completion" VERBATIM)
if(NOT CMAKE_CROSSCOMPILING)
  add_custom_target(manual ALL DEPENDS ${share}/man/man1/tenprobes.1)
  install(DIRECTORY ${share}/ DESTINATION share)
endif()
install(TARGETS tenprobes DESTINATION bin)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/assets ${CMAKE_SOURCE_DIR}/pretrained
  DESTINATION share/tenprobes)
install(FILES ${CMAKE_SOURCE_DIR}/README.md ${CMAKE_SOURCE_DIR}/REPORT.md
  DESTINATION share/doc/tenprobes)
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION share/doc/tenprobes RENAME copyright)

# cmake --build BUILD --target package: tenprobes_VERSION_ARCHITECTURE.deb
set(CPACK_GENERATOR DEB)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_CONTACT "the authors of tenprobes")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY
  "best neural network for a device with about ten latency measurements")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "openssh-client, adb")
if(TENPROBES_DESKTOP)
  set(CPACK_DEBIAN_PACKAGE_DEPENDS "fonts-inter")
endif()
if(TENPROBES_NATIVE_CPU)  # it may not run elsewhere: the preset "package" is for those who share it
  set(CPACK_DEBIAN_PACKAGE_RELEASE 1~local)
endif()
include(CPack)
