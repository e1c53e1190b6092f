# Puts the shell beside the built app, and lists the page's files with their sizes.
# cmake -DSHELL=... -DPAGE=... -DSOURCE=... -DIMGUI=... -DQRCODE=... -DLISTS=... -P assemble.cmake
include(${LISTS})
file(COPY ${SHELL}/ DESTINATION ${PAGE} PATTERN service-worker.js EXCLUDE)
file(COPY_FILE ${QRCODE} ${PAGE}/qrcode.js)

file(READ ${SOURCE}/LICENSE licenses)
set(licenses "tenprobes\n\n${licenses}")
foreach(part "Dear ImGui;${IMGUI}/LICENSE.txt" "Inter (the typeface);/usr/share/doc/fonts-inter/copyright"
    "Eigen;/usr/share/doc/libeigen3-dev/copyright"
    "JSON for Modern C++;/usr/share/doc/nlohmann-json3-dev/copyright"
    "QR Code Generator;/usr/share/doc/node-qrcode-generator/copyright")
  list(GET part 0 name)
  list(GET part 1 path)
  if(EXISTS ${path})
    file(READ ${path} text)
    string(APPEND licenses "\n\n${name}\n\n${text}")
  endif()
endforeach()
file(WRITE ${PAGE}/LICENSES.txt "${licenses}")

foreach(name IN LISTS LATER)
  get_filename_component(folder ${PAGE}/${name} DIRECTORY)
  file(COPY ${SOURCE}/${name} DESTINATION ${folder})
endforeach()

set(FILES "")
set(hashes "")
foreach(name IN LISTS LISTED)
  file(SIZE ${PAGE}/${name} size)
  file(SHA256 ${PAGE}/${name} hash)
  string(APPEND hashes ${hash})
  list(APPEND FILES "\"${name}\": ${size}")
endforeach()
list(JOIN FILES ", " FILES)
string(SHA256 VERSION "${hashes}")
configure_file(${SHELL}/service-worker.js ${PAGE}/service-worker.js @ONLY)
file(WRITE ${PAGE}/files.json
  "{\"version\": \"${VERSION}\", \"files\": {${FILES}}, \"first\": [${FIRST}], \"later\": {${PARTS}}}\n")
