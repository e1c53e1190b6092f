# Python and pybind11, for the module (native/python). Debian's interpreter, unless
# -DPython_EXECUTABLE names another: one that comes first on the path may lack headers and NumPy.
if(NOT DEFINED Python_EXECUTABLE AND EXISTS /usr/bin/python3)
  set(Python_EXECUTABLE /usr/bin/python3)
endif()
find_package(Python 3.9 REQUIRED COMPONENTS Interpreter Development.Module)
find_package(pybind11 2.10 REQUIRED)
