"""Figures of the server in the text form of Prometheus: how much, how fast, how often it failed.

Routes are told by their pattern, never by what stands in the address; no figure is of a person.
"""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4 as CONTENT_TYPE
from prometheus_client.registry import Collector

from verify.domain.errors import VerifyError
from verify.workbench import health
from verify.workbench.desk import Desk

__all__ = ["CONTENT_TYPE", "Metrics", "notice"]

_SECONDS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
_STORAGE_ERRORS = Counter(
    "verify_storage_errors",
    "Times that somebody was told, or a look showed, that a part of the storage failed",
    ["part"],
    registry=None,
)
for _part in ("store", "received", "disk"):
    _STORAGE_ERRORS.labels(_part)


def notice(error: VerifyError) -> None:
    """Count an error that somebody is told of, if it is one of the storage."""
    if part := health.storage_part(error):
        _STORAGE_ERRORS.labels(part).inc()


class Metrics:
    """The figures of one server.

    Parameters
    ----------
    desk : Desk
        Whose jobs are counted, when somebody asks.
    """

    def __init__(self, desk: Desk) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_STORAGE_ERRORS)
        self._registry.register(_Jobs(desk))
        self._requests = Counter(
            "verify_requests",
            "Requests answered, by kind of address",
            ["route", "method", "status"],
            registry=self._registry,
        )
        self._durations = Histogram(
            "verify_request_seconds",
            "From the first byte of a request to the last of its answer",
            ["route"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._uploaded = Counter(
            "verify_upload_bytes", "Bytes of footage that were sent here", registry=self._registry
        )
        self.pages = Gauge(
            "verify_open_pages", "Pages that are open in browsers", registry=self._registry
        )

    def answered(
        self, route: str, method: str, status: int, duration_s: float, uploaded_bytes: int
    ) -> None:
        """Count one request."""
        self._requests.labels(route, method, str(status)).inc()
        self._durations.labels(route).observe(duration_s)
        self._uploaded.inc(uploaded_bytes)

    def failed(self, part: str) -> None:
        """Count that a look at a part of the storage showed that it fails."""
        if part != "jobs":
            _STORAGE_ERRORS.labels(part).inc()

    def text(self) -> bytes:
        """Return all figures; jobs are counted now."""
        return generate_latest(self._registry)


class _Jobs(Collector):
    """Counts jobs where they are kept: they go on while no server runs, and outlive it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def describe(self) -> list[GaugeMetricFamily]:
        """Return what this is about without looking."""
        return [self._family()]

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Count now; where the home cannot be read there are no figures."""
        family = self._family()
        try:
            counted = health.jobs(self._desk)
        except VerifyError as error:
            notice(error)
            return
        for (queue, state), count in counted.items():
            family.add_metric([queue, state.value], count)
        yield family

    def _family(self) -> GaugeMetricFamily:
        said = "Jobs that are here, by queue and by where they stand"
        return GaugeMetricFamily("verify_jobs", said, labels=["queue", "state"])
