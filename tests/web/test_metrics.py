from bot.web.metrics import render


def page(**totals: int) -> str:
    return render(totals, {"second_poller": 2}, waiting=3, sending=4, up=True).decode()


def test_figures_are_told():
    text = page(arrived=17)

    assert 'rinnalla_events{event="arrived",few="no"} 17.0' in text
    assert 'rinnalla_alarms{code="second_poller"} 2.0' in text
    assert "rinnalla_updates_waiting 3.0" in text
    assert "rinnalla_up 1.0" in text


def test_p26_a_count_of_few_people_is_not_told():
    for number in (1, 2, 3, 4):
        text = page(crisis_opened=number)
        assert 'rinnalla_events{event="crisis_opened",few="yes"} 0.0' in text
    assert 'few="no"} 5.0' in page(crisis_opened=5)


def test_technical_figures_are_told_exactly():
    assert 'rinnalla_events{event="set_aside",few="no"} 1.0' in page(set_aside=1)
