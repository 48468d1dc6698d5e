"""The service process, a package a chapter, earliest first; see docs/map.md."""
