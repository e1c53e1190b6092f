// The state of OpenGL as Dear ImGui's backend asks for it in every frame, to restore it afterwards.
//
// In a browser each such question waits until the graphics process has drawn all that came before. The
// page has no other painter, so the state is always what WebGL 2 begins with, and the backend, which is
// compiled with these in place of glGetIntegerv and glIsEnabled (cmake/imgui.cmake), may just as well
// restore that. What the page itself sets, it sets anew in each frame (window.cpp).
#include <GLES3/gl3.h>

extern "C" {

void tenprobes_gl_integer(GLenum name, GLint* values) {
  switch (name) {
    case GL_MAJOR_VERSION:
      *values = 3;
      return;
    case GL_ACTIVE_TEXTURE:
      *values = GL_TEXTURE0;
      return;
    case GL_BLEND_SRC_RGB:
    case GL_BLEND_SRC_ALPHA:
      *values = GL_ONE;
      return;
    case GL_BLEND_EQUATION_RGB:
    case GL_BLEND_EQUATION_ALPHA:
      *values = GL_FUNC_ADD;
      return;
    case GL_VIEWPORT:
    case GL_SCISSOR_BOX:
      for (int i = 0; i < 4; ++i) values[i] = 0;
      return;
    default:  // nothing is bound; GL_ZERO is blended in; no extensions are needed
      *values = 0;
  }
}

GLboolean tenprobes_gl_enabled(GLenum) {
  return GL_FALSE;
}
}
