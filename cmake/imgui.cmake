# Dear ImGui from its sources (scripts/setup.sh fetches them): the target imgui, and imgui_glfw with
# the GLFW and OpenGL 3 / WebGL 2 backends.
set(IMGUI_REQUIRED 1.90.1)
if(DEFINED ENV{TENPROBES_IMGUI_DIR})
  set(imgui_default $ENV{TENPROBES_IMGUI_DIR})
elseif(DEFINED ENV{XDG_CACHE_HOME})
  set(imgui_default $ENV{XDG_CACHE_HOME}/tenprobes/imgui-${IMGUI_REQUIRED})
else()
  set(imgui_default $ENV{HOME}/.cache/tenprobes/imgui-${IMGUI_REQUIRED})
endif()
set(TENPROBES_IMGUI_DIR ${imgui_default} CACHE PATH "Sources of Dear ImGui ${IMGUI_REQUIRED}")

set(imgui_version nothing)
if(EXISTS ${TENPROBES_IMGUI_DIR}/imgui.h)
  file(STRINGS ${TENPROBES_IMGUI_DIR}/imgui.h imgui_version REGEX "#define IMGUI_VERSION +\"")
  string(REGEX REPLACE ".*\"(.*)\".*" "\\1" imgui_version "${imgui_version}")
endif()
if(NOT imgui_version STREQUAL IMGUI_REQUIRED)
  message(FATAL_ERROR "TENPROBES_IMGUI_DIR (${TENPROBES_IMGUI_DIR}) holds ${imgui_version} where the "
    "sources of Dear ImGui ${IMGUI_REQUIRED} are needed: run scripts/setup.sh, point it at a "
    "checkout of the tag v${IMGUI_REQUIRED}, or build without the window: -DTENPROBES_DESKTOP=OFF")
endif()

set(imgui_dir ${TENPROBES_IMGUI_DIR})
add_library(imgui STATIC EXCLUDE_FROM_ALL
  ${imgui_dir}/imgui.cpp ${imgui_dir}/imgui_draw.cpp ${imgui_dir}/imgui_tables.cpp
  ${imgui_dir}/imgui_widgets.cpp ${imgui_dir}/misc/cpp/imgui_stdlib.cpp)
target_include_directories(imgui SYSTEM PUBLIC ${imgui_dir} ${imgui_dir}/misc/cpp)
# WebGL 2 has no base vertex, and two plots of 15,625 dots have more than 65,536 corners.
target_compile_definitions(imgui PUBLIC IMGUI_DISABLE_OBSOLETE_FUNCTIONS "ImDrawIdx=unsigned int")

add_library(imgui_glfw STATIC EXCLUDE_FROM_ALL
  ${imgui_dir}/backends/imgui_impl_glfw.cpp ${imgui_dir}/backends/imgui_impl_opengl3.cpp)
target_include_directories(imgui_glfw SYSTEM PUBLIC ${imgui_dir}/backends)
target_link_libraries(imgui_glfw PUBLIC imgui)
if(EMSCRIPTEN)
  target_compile_definitions(imgui_glfw PUBLIC IMGUI_IMPL_OPENGL_ES3)
  target_sources(imgui_glfw PRIVATE ${CMAKE_SOURCE_DIR}/web/entry/gl_state.cpp)  # says why
  set_source_files_properties(${imgui_dir}/backends/imgui_impl_opengl3.cpp PROPERTIES COMPILE_DEFINITIONS
    "glGetIntegerv=tenprobes_gl_integer;glIsEnabled=tenprobes_gl_enabled")
  target_link_options(imgui_glfw PUBLIC -sUSE_GLFW=3 -sMIN_WEBGL_VERSION=2 -sMAX_WEBGL_VERSION=2)
else()
  find_package(glfw3 3.3 REQUIRED)
  find_package(OpenGL REQUIRED)
  target_link_libraries(imgui_glfw PUBLIC glfw OpenGL::GL)
endif()
