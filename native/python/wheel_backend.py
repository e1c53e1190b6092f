"""Makes the wheel that `pip install .` installs: CMake builds the module, and a wheel is a zip.

pyproject.toml names this as the build backend. It needs Python's standard library alone, so that
pip has nothing to fetch; CMake finds pybind11 and Python's headers as for any other build.
"""
import base64
import hashlib
import pathlib
import re
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
import zipfile

BUILD = pathlib.Path("build/wheel")


def _tag():
    interpreter = f"cp{sys.version_info.major}{sys.version_info.minor}"
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    return f"{interpreter}-{interpreter}-{platform}"


def _build_into(folder):
    settings = {"CMAKE_BUILD_TYPE": "Release", "TENPROBES_PYTHON": "ON", "TENPROBES_DESKTOP": "OFF",
                "BUILD_TESTING": "OFF", "Python_EXECUTABLE": sys.executable}
    for command in (
            ["cmake", "-S", ".", "-B", BUILD, "-G", "Ninja",
             *(f"-D{name}={value}" for name, value in settings.items())],
            ["cmake", "--build", BUILD, "--target", "tenprobes_python"],
            ["cmake", "--install", BUILD, "--component", "python", "--strip", "--prefix", folder]):
        subprocess.run(command, check=True)


def _project():
    project = tomllib.loads(pathlib.Path("pyproject.toml").read_text())["project"]
    build = pathlib.Path("CMakeLists.txt").read_text()
    stated = re.search(r"project\(tenprobes VERSION (\S+)", build)
    return {**project, "version": stated[1]}


def _metadata(project):
    lines = ["Metadata-Version: 2.1", f"Name: {project['name']}", f"Version: {project['version']}",
             f"Summary: {project['description']}", f"License: {project['license']['text']}",
             f"Requires-Python: {project['requires-python']}",
             *(f"Requires-Dist: {needed}" for needed in project["dependencies"])]
    return "\n".join(lines) + "\n"


def _record_line(name, content):
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(content)}\n"


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """PEP 517: returns the file's name in `wheel_directory`."""
    project = _project()
    name = f"{project['name']}-{project['version']}"
    with tempfile.TemporaryDirectory() as folder:
        _build_into(folder)
        files = {str(path.relative_to(folder)): path.read_bytes()
                 for path in sorted(pathlib.Path(folder).rglob("*")) if path.is_file()}
    information = f"{name}.dist-info"
    files[f"{information}/METADATA"] = _metadata(project).encode()
    files[f"{information}/LICENSE"] = pathlib.Path("LICENSE").read_bytes()
    files[f"{information}/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: tenprobes\nRoot-Is-Purelib: false\nTag: {_tag()}\n"
    ).encode()
    record = "".join(_record_line(*file) for file in files.items())
    files[f"{information}/RECORD"] = f"{record}{information}/RECORD,,\n".encode()
    wheel = f"{name}-{_tag()}.whl"
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / wheel, "w", zipfile.ZIP_DEFLATED) as out:
        for path, content in files.items():
            out.writestr(path, content)
    return wheel


def build_sdist(sdist_directory, config_settings=None):
    """PEP 517 asks for it; a checkout is what a source distribution would be."""
    raise NotImplementedError("there is no source distribution of tenprobes: install a checkout")
