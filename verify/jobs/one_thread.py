"""What keeps a process that is one of several from having a pool of threads of its own.

NumPy's linear algebra makes one as it is loaded, which spins for a quarter of a second before it
sleeps; decoding and other processes have the processors to themselves instead.
"""

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Variables of its environment."""
