"""What lies beside footage and says where it came from: downloaders' notes, exports, archivers.

All of it is untrusted text. It is read as JSON or CSV by memory-safe readers, bounded in size and
depth, outside the jail; nothing in it is opened, fetched or run. What is not of its form is left
out with a remark, and the footage goes on without it.
"""

from verify.media.sidecars.beside import Beside, sources_beside

__all__ = ["Beside", "sources_beside"]
