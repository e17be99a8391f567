"""The report: one HTML file that people look at."""

from podwright.outputs.report.page import render

__all__ = ["render"]
