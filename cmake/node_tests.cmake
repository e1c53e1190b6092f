# GoogleTest compiled by Emscripten from Debian's sources; test programs then run under Node.
set(INSTALL_GTEST OFF)
add_subdirectory(/usr/src/googletest/googletest ${CMAKE_BINARY_DIR}/googletest EXCLUDE_FROM_ALL)
foreach(library gtest gtest_main)
  target_compile_options(${library} PRIVATE -w)
  if(NOT TARGET GTest::${library})
    add_library(GTest::${library} ALIAS ${library})
  endif()
endforeach()

# Files of the machine are read as they are (benchmark data), and so is the environment, which
# Emscripten does not pass on by itself. Compiling synchronously keeps the loader off Node's fetch().
# -O1: what the compiler optimised is linked as it is; going over it again takes half a minute a test.
target_link_options(gtest INTERFACE -O1
  -sNODERAWFS=1 -sENVIRONMENT=node -sEXIT_RUNTIME=1 -sWASM_ASYNC_COMPILATION=0
  --pre-js ${CMAKE_CURRENT_LIST_DIR}/node_environment.js)
