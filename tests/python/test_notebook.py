"""The notebook of assets/examples, executed from top to bottom, does what its text says."""
import ast
import os
import pathlib
import unittest

import nbformat
from nbconvert.preprocessors import ExecutePreprocessor

FILE = pathlib.Path(__file__).resolve().parents[2] / "assets/examples/ten_probes.ipynb"


class Notebook(unittest.TestCase):
    def test_runs_from_top_to_bottom(self):
        notebook = nbformat.read(FILE, as_version=4)
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        self.assertTrue(all(not cell.outputs for cell in cells), "committed with outputs")
        os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
        ExecutePreprocessor(timeout=120, kernel_name="python3").preprocess(notebook)
        printed = "".join(output.text for cell in cells for output in cell.outputs
                          if output.output_type == "stream" and output.name == "stdout")
        pictures = sum("image/png" in output.get("data", {})
                       for cell in cells for output in cell.outputs)
        self.assertEqual(pictures, 3)
        self.assertIn("recommended:", printed)
        correlations = [float(word) for word in
                        printed.split("correlation with the truth: [")[1].split("]")[0].split()]
        self.assertGreater(correlations[2], 0.9)
        self.assertGreater(correlations[2], correlations[0])
        regret = ast.literal_eval(printed.strip().splitlines()[-1])
        self.assertLess(regret["controller"], regret["random"] / 2)


if __name__ == "__main__":
    unittest.main()
