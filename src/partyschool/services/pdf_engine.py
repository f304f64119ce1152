"""The reader of PDF files (PDFium) is one for the whole program and not made for threads: who uses it holds this lock."""

import threading

PDF_ENGINE = threading.Lock()
