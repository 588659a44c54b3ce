"""Runs a case's steps through a driver, checks the answers against the spec and decides the verdict."""
