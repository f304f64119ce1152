"""The reader of PDF files (PDFium) is one for the whole program and no friend of threads: users hold this lock."""

import threading

PDF_ENGINE = threading.Lock()
