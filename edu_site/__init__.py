"""edu-site: one website per education organisation, from YAML and Markdown, in Kazakh and Russian."""

__version__ = "0.1.0"
