# Language, warnings and dependencies that every room shares.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

option(BUILD_TESTING "Build the tests" ON)
option(TENPROBES_DESKTOP "Build the app: the page, or tenprobes desktop" ON)
option(TENPROBES_PYTHON "Build the Python module (pip install . does)" OFF)
option(TENPROBES_MPI "Split long commands over the processes of mpirun" OFF)
set(TENPROBES_FONTS /usr/share/fonts/opentype/inter CACHE PATH "Folder of the typeface Inter")
option(TENPROBES_NATIVE_CPU "Compile for this machine's processor" OFF)
set(TENPROBES_SANITIZE OFF CACHE STRING
  "Sanitizers, as the compiler calls them: address,undefined, or thread; OFF: none")
option(TENPROBES_UNITY "Compile files of a folder together: less than half the time from nothing" OFF)
option(TENPROBES_FUZZ "Build the readers for libFuzzer (Clang)" OFF)

if(TENPROBES_PYTHON AND NOT DEFINED CMAKE_POSITION_INDEPENDENT_CODE)
  # The rooms become a part of a shared library; hidden, its functions call each other directly.
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
  set(CMAKE_CXX_VISIBILITY_PRESET hidden)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

if(EMSCRIPTEN)
  # For every target, GoogleTest and Dear ImGui too: all objects must agree on how exceptions unwind.
  # Emscripten 3.1.6's LLVM 14 may move the load of a value that it splats over a vector past a store
  # that overwrites it (seen: a finite difference that came out as 0). The straight-line vectoriser
  # is what makes such splats, so only files with big matrix products have it (core/CMakeLists.txt).
  add_compile_options(-msimd128 -fno-slp-vectorize -fwasm-exceptions)
  add_link_options(-fwasm-exceptions -sALLOW_MEMORY_GROWTH=1)
endif()

# Compile options of our own code. Contraction into fused multiply-adds is off so that the same
# session gives the same probes natively and in the browser (WebAssembly has no fused multiply-add).
add_library(tenprobes_options INTERFACE)
target_include_directories(tenprobes_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(tenprobes_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Werror -ffp-contract=off -fno-math-errno)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # GCC 12 warns falsely about "text" + std::string (GCC bug 105651) and about its own AVX-512
  # intrinsics (GCC bug 105593).
  target_compile_options(tenprobes_options INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
endif()
if(TENPROBES_UNITY)
  # Warnings of one file only because another stands before it; scripts/check.sh judges each alone.
  target_compile_options(tenprobes_options INTERFACE -Wno-shadow)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_compile_options(tenprobes_options INTERFACE -Wno-subobject-linkage -Wno-uninitialized)
  endif()
endif()
if(TENPROBES_NATIVE_CPU)
  target_compile_options(tenprobes_options INTERFACE -march=native)
endif()
if(TENPROBES_FUZZ)
  target_compile_options(tenprobes_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(TENPROBES_SANITIZE)
  target_compile_options(tenprobes_options INTERFACE
    -fsanitize=${TENPROBES_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(tenprobes_options INTERFACE -fsanitize=${TENPROBES_SANITIZE})
endif()

# Header-only dependencies come from Debian. Under Emscripten the host's /usr/include must not be
# searched, so the few header folders that are needed are linked into the build folder.
set(DEPENDENCY_HEADERS ${CMAKE_BINARY_DIR}/dependency_headers)
file(MAKE_DIRECTORY ${DEPENDENCY_HEADERS})
foreach(folder eigen3/Eigen nlohmann)
  if(NOT EXISTS /usr/include/${folder})
    message(FATAL_ERROR "/usr/include/${folder} is missing: run scripts/setup.sh")
  endif()
  get_filename_component(name ${folder} NAME)
  file(CREATE_LINK /usr/include/${folder} ${DEPENDENCY_HEADERS}/${name} SYMBOLIC)
endforeach()
target_include_directories(tenprobes_options SYSTEM INTERFACE ${DEPENDENCY_HEADERS})
