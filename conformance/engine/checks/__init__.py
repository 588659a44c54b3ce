"""Checks: each looks at one side of an answer and gives facts."""
