"""Who guesses passwords has to wait, whoever they guess at and from wherever."""

from ui.attempts import OF_A_NAME, OF_AN_ADDRESS, Attempts


class _Clock:
    now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


def test_many_machines_cannot_guess_at_one_person() -> None:
    attempts = Attempts(_Clock())
    for machine in range(OF_A_NAME.tries):
        assert attempts.begin("ada", f"10.0.0.{machine}") == 0

    assert 0 < attempts.begin("ada", "10.0.1.1") <= OF_A_NAME.one_more_after_s
    assert attempts.begin("bea", "10.0.1.1") == 0


def test_one_machine_cannot_guess_at_many_people() -> None:
    attempts = Attempts(_Clock())
    for number in range(OF_AN_ADDRESS.tries):
        assert attempts.begin(f"person {number}", "10.0.0.1") == 0

    assert attempts.begin("another", "10.0.0.1") > 0
    assert attempts.begin("another", "10.0.0.2") == 0


def test_a_whole_ipv6_network_is_one_guesser() -> None:
    attempts = Attempts(_Clock())
    for number in range(OF_AN_ADDRESS.tries):
        assert attempts.begin(f"person {number}", f"2001:db8::{number:x}") == 0

    assert attempts.begin("another", "2001:db8::ffff:1") > 0
    assert attempts.begin("another", "2001:db8:0:1::1") == 0


def test_after_the_wait_one_more_try_passes() -> None:
    clock = _Clock()
    attempts = Attempts(clock)
    while (wait_s := attempts.begin("ada", "10.0.0.1")) == 0:
        pass

    clock.now_s += wait_s
    assert attempts.begin("ada", "10.0.0.1") == 0
    assert attempts.begin("ada", "10.0.0.1") > 0


def test_who_waits_does_not_wait_longer_for_asking() -> None:
    attempts = Attempts(_Clock())
    while attempts.begin("ada", "10.0.0.1") == 0:
        pass

    assert len({attempts.begin("ada", "10.0.0.1") for _ in range(50)}) == 1


def test_the_right_password_forgives_the_name_and_not_the_address() -> None:
    attempts = Attempts(_Clock())
    for _ in range(OF_A_NAME.tries - 1):
        attempts.begin("ada", "10.0.0.1")
    attempts.begin("ada", "10.0.0.1")
    attempts.was_right("ada", "10.0.0.1")

    for number in range(OF_AN_ADDRESS.tries - OF_A_NAME.tries + 1):
        assert attempts.begin(f"person {number}", "10.0.0.1") == 0
    assert attempts.begin("another", "10.0.0.1") > 0
    assert attempts.begin("ada", "10.0.0.2") == 0


def test_what_is_remembered_of_guessers_has_an_end() -> None:
    clock = _Clock()
    attempts = Attempts(clock)
    for number in range(6000):
        clock.now_s += 0.001
        attempts.begin(f"person {number}", f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")

    assert len(attempts._counted) <= 10_000
