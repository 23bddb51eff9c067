"""What a conversation costs by SMS is counted message by message, as gateways count."""

from bot.pipeline.script import Cost, sms_cost


def test_each_message_is_counted_in_its_parts() -> None:
    lines = ["# somebody", "> 你好", f"< {'好' * 70}", f"< {'好' * 71}", "@ wait 2d", "> " + "a" * 161, "= at rest"]
    assert sms_cost(lines) == Cost(1 + 2, 1 + 2)


def test_a_message_of_several_lines_is_one_message() -> None:
    assert sms_cost(["> 1", f"< {'好' * 40}", f"  {'好' * 40}", "  好"]) == Cost(2, 1)
