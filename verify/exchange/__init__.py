"""Lists that other programs wrote, and lists for them: hashes, and the desk's own spreadsheet.

Text in, values out; nothing here stores, asks anybody, or opens a file by name, but for those of a
package of a case (`packages`). A list comes from strangers as footage does, so every line is
bounded and taken for wrong until it is read.
"""
