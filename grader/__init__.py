"""Auto-graded forward-propagation exercises; see README.md beside this file for the map of the house."""

__version__ = "0.1.0"
