"""The plugin is a pytest11 entry point of the installed package; nothing is registered here a second time."""
