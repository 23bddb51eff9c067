"""Somebody in danger is heard, however they write it; somebody asking for a benefit is not taken for one."""

import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.language.danger import DangerWords

FOLDER = Path(__file__).parents[2] / "conversations"
ENTRIES: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "danger.yaml").read_text("utf-8"))
DANGER = DangerWords.build(ENTRIES)

# fmt: off
SUICIDE = [
    "我不想活了", "活起没得意思", "活着真没意思", "活到没得意思得很", "不如死了算了", "想死", "我真的想死,我受不了了",
    "好想死哦", "想克死", "我想死 你们别管我", "我死了就好了,不拖累你们", "不想拖累娃儿了", "我想自杀", "想喝农药",
    "我准备喝点农药死了", "要跳楼", "跳岩死了算求", "我去死了算了", "遭不住了", "实在遭不住了,心里头苦", "活不下去了",
    "活够了", "生不如死", "我就是个累赘", "遗书写好了", "下辈子再见", "没得活头了", "想不开", "痛得不想活",
    "一了百了", "撑不下去了", "想上吊", "割腕了",
    # However it is written.
    "不 想 活 了", "不.想.活.了", "不，想，活，了", "不\u200b想\u200b活\u200b了", "不-想-活", "不😭想😭活",
    "我不想活了！！！", "我不想活瞭", "想自殺", "活著沒意思", "不想活啦", "活起沒得意思", "遺書寫好了",
    "bu xiang huo le", "buxianghuole", "wobuxianghuole", "Bu4 xiang3 huo2 le", "bù xiǎng huó le", "xiang si",
    "xiangsi le", "wo xiang si", "zisha", "zi sha", "wo xiang zisha", "huo qi mei de yi si", "shengburusi",
    "i want to die", "I WANT TO DIE", "i want to, die", "kill myself", "I don't want to live",
    "I don’t want to live anymore", "suicide",
]
# fmt: on
# fmt: off
MEDICAL = [
    "我妈喝农药了", "她喝了半瓶百草枯", "喝了一口敌敌畏", "娃吃了老鼠药", "我爸晕倒了", "突然昏倒", "我爸中风了",
    "我爸中风了他今年67", "我妈突然说不出话,嘴歪", "大出血", "血止不住", "吐血了", "胸口痛得厉害", "呼吸不过来",
    "喘不过气", "出不到气", "人快不行了", "快死了", "救命", "救救我娃", "叫不醒了", "喊不答应", "口吐白沫",
    "他触电了", "娃掉到水里头", "遭蛇咬了", "吃菌子中毒", "煤烟中毒", "吃了好多安眠药", "快来人", "要生了,羊水破了",
    "从楼上摔下来", "滚岩了", "脑溢血了", "喝農藥", "暈倒了", "昏 迷 不 醒", "he le nong yao", "jiu ming",
    "hu xi bu guo lai", "can't breathe", "cant breathe", "my father collapsed, heart attack", "he drank pesticide",
    "chest pain", "she is not breathing",
]
# fmt: on
# fmt: off
VIOLENCE = [
    "老公打我", "他天天打我", "他打我,我要打电话", "遭打了", "我遭男人打", "挨打", "被打得鼻青脸肿", "家暴",
    "家庭暴力咋办", "他要打死我", "拿刀砍人", "他要杀我", "掐我脖子", "把我关在屋头", "把我锁起来", "不让我出门",
    "用铁链拴起", "被拐卖", "我是遭拐来的", "人贩子", "强奸", "有人摸我下身", "儿子打老人", "打婆娘", "不给我饭吃",
    "威胁我", "虐待老人", "打 我", "家 暴", "老公打我，手断了", "強姦", "lao gong da wo", "jiabao",
    "my husband beats me", "he hit me", "domestic violence", "raped", "he locked me in", "he will kill me",
]
# fmt: on
# fmt: off
HUNGER = [
    "家里没得吃的", "没饭吃了", "三天没吃饭", "两天没得吃了", "3天没吃东西", "饿得很", "饿得很没得吃的", "揭不开锅",
    "断粮了", "没米下锅", "没得米了", "娃饿得哭", "饿饭", "吃不上饭", "好饿", "没得钱买米", "屋头没得吃",
    "上顿没下顿", "沒飯吃", "餓死了", "没 饭 吃", "mei fan chi", "meifanchile", "e de hen", "no food",
    "nothing to eat", "we are starving", "haven't eaten for two days",
]
# fmt: on
DANGERS = [
    (text, category)
    for category, texts in {"suicide": SUICIDE, "medical": MEDICAL, "violence": VIOLENCE, "hunger": HUNGER}.items()
    for text in texts
]

# fmt: off
HARMLESS = [
    # Ordinary matters with a word of death, illness or blows in them.
    "我妈去世了怎么领丧葬费", "死亡证明在哪里开", "要不要死亡证明", "我爸死了三年了", "死了好多年了",
    "人死了低保停不停", "死账", "死亡注销户口", "想去开死亡证明", "等死亡证明下来", "生病住院能报销吗", "急诊报销",
    "急救车费报不报", "大病救助", "救助站", "申请临时救助", "慢性病买药能报吗", "中风后遗症能办残疾证吗",
    "我爸中风三年了", "我爸中风了两年,走不得路", "十年前中风,现在偏瘫", "去年中风的", "中风病人护理补贴",
    "中风险地区", "我妈脑梗后走不动", "摔断腿住院报销", "小时候摔断腿落下的", "去年被车撞的,评几级",
    "尘肺病呼吸困难能评残不", "昏迷三年的植物人有补贴没得", "氟中毒算残疾不", "精神病吃药免费吗",
    "三天没吃药了,药在哪里领", "救命钱什么时候到", "娃经常癫痫发作能办证不",
    # 打
    "打工", "在外面打工", "打电话", "打我电话", "打我的电话13800001111", "请打我手机", "钱打我卡上", "补贴打我存折没",
    "打她电话没人接", "打到卡上", "申请被打回来了", "被打回去补材料", "遭打回来了", "遭打针了", "打人工电话",
    "转人工", "打农药", "打疫苗", "打米", "打水", "打证明", "挨着村委会", "挨家挨户", "买拐杖", "被拐杖绊了", "拐棍",
    # 活, 死, 杀, 残
    "不想活动,腿痛", "生活补贴", "生活够用不", "养不活一家人", "树种不活", "干活路", "没得活路做", "减轻生活负担",
    "年轻生病落下的", "笑死我了", "想死你了", "热死了", "累死了", "烦死了", "笨死了", "药死老鼠", "杀年猪", "杀猪",
    "不会自杀", "来自残联的通知", "独自残疾在家", "各自尽力", "上吊针", "生活费", "残疾", "残联", "农药补贴",
    "买农药多少钱",
    # 吃, 饿, 粮
    "家里没得吃低保", "没有吃低保", "没得吃过低保", "没得吃五保", "吃低保", "吃补助", "没有粮食补贴", "中断粮食补贴",
    "粮食直补", "米多少钱",
    # 气, 电, 水
    "煤气没气了", "用电补贴", "电费优惠", "水费", "接触电脑", "学电脑", "天热得遭不住了", "强暴雨", "猪快死了怎么办",
    "手机快不行了", "轮椅快不行了",
    # Answers, commands, greetings.
    "1", "0", "*", "#", "67", "13800001111", "改3", "不晓得", "没有", "没得", "不是", "不要", "帮助", "人工",
    "快来人工", "你好", "谢谢", "退订", "我要轮椅", "助听器怎么领", "残疾证怎么办", "两项补贴多少钱",
    "威宁县草海镇中海村", "我67岁,残疾二级", "娃上学免不免学费", "低保怎么申请", "ni hao", "wo yao lun yi",
    "can ji zheng", "zi shan", "huizishang", "xiangsheng", "di bao", "hello", "help", "i need a wheelchair",
    "how do i get a certificate", "my mother died last year", "hearing aid", "grape", "hit",
]
# fmt: on


@pytest.mark.parametrize(("text", "category"), DANGERS)
def test_somebody_in_danger_is_heard(text: str, category: str) -> None:
    assert category in DANGER.find(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_talk_is_not_danger(text: str) -> None:
    assert DANGER.find(text) == ()


def test_there_are_enough_of_both() -> None:
    assert len(DANGERS) >= 80
    assert len(HARMLESS) >= 60


def test_the_most_urgent_comes_first() -> None:
    assert DANGER.categories == ("suicide", "medical", "fire", "violence", "hunger")
    assert DANGER.find("没饭吃,老公打我,我不想活了") == ("suicide", "violence", "hunger")
    assert DANGER.find("我妈喝了农药,她说不想活了") == ("suicide", "medical")
    assert DANGER.find("饿得晕倒了") == ("medical", "hunger")


@pytest.mark.parametrize("text", ["屋头着火了", "房子烧起来了", "我家起火了", "发大水了我被困在屋头", "zhao huo le"])
def test_fire_and_flood(text: str) -> None:
    assert "fire" in DANGER.find(text)


@pytest.mark.parametrize("text", ["房子漏雨", "我上火了", "他发火了", "危房怎么改造", "烧伤能不能办证"])
def test_no_fire(text: str) -> None:
    assert "fire" not in DANGER.find(text)


def test_a_harmless_phrase_hides_nothing_beside_it() -> None:
    assert DANGER.find("我不会自杀的,但是真的不想活了") == ("suicide",)
    assert DANGER.find("打我电话,他又打我了") == ("violence",)
    assert DANGER.find("家里没得吃低保,三天没吃饭了") == ("hunger",)
    assert DANGER.find("我想死,你们不要找我") == ("suicide",)


def test_what_the_other_content_asks_and_offers_is_no_danger() -> None:
    for name in ("facts", "topics"):
        for text in texts_in(yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))):
            assert DANGER.find(text) == (), text


def texts_in(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts_in(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts_in(item)]
    return [value] if isinstance(value, str) else []


def test_the_file_is_in_order() -> None:
    hotlines = yaml.safe_load((FOLDER / "hotlines.yaml").read_text("utf-8"))
    for entry in ENTRIES.values():
        assert set(entry) == {"hotlines", "words", "pinyin", "english", "unless", "say"}
        assert set(entry["hotlines"]) <= set(hotlines)
        assert all("{hotlines}" in sentence for sentence in entry["say"].values())
        for key in ("words", "pinyin", "english", "unless"):
            assert all(isinstance(word, str) for word in entry[key])
            assert len(set(entry[key])) == len(entry[key]), key


def test_every_word_in_the_file_is_found() -> None:
    for category, entry in ENTRIES.items():
        for word in (*entry["words"], *entry["pinyin"], *entry["english"]):
            text = word.replace("…", "啊").replace("#", "三")
            assert category in DANGER.find(text) or text in HARMLESS, word


@given(st.text(), st.sampled_from(["不想活了", "喝农药了", "老公打我", "没饭吃"]))
def test_no_text_hides_it_and_none_breaks_it(around: str, word: str) -> None:
    assert set(DANGER.find(word)) <= set(DANGER.find(f"{around}\n{word}\n{around}"))


@given(st.text(" \t\n.,，。！-_*~\u200b\u200d😭·", max_size=5), st.sampled_from(SUICIDE[:30]))
def test_what_stands_between_the_characters_hides_nothing(gap: str, sentence: str) -> None:
    assert "suicide" in DANGER.find(gap.join(sentence))


@given(st.text(st.characters()))
def test_any_text_has_an_answer(text: str) -> None:
    assert set(DANGER.find(text)) <= set(ENTRIES)


MONOTONOUS = ["啊", "不", "不 ", "不想", "bu ", "喝啊啊啊", " ", "a", "kill ", "三", "中风", "不。", "a\u0301"]


@pytest.mark.parametrize("text", MONOTONOUS)
def test_time_is_in_proportion_to_length(text: str) -> None:
    long = text * (40_000 // len(text))
    started = time.perf_counter()
    DANGER.find(long)
    assert time.perf_counter() - started < 2


def test_no_words_at_all_is_no_trouble() -> None:
    assert DangerWords.build({}).find("不想活了") == ()
    assert DangerWords.build(None).find("不想活了") == ()
    assert DangerWords.build({"suicide": {"words": ["不想活"]}}).find("不想活了") == ("suicide",)
