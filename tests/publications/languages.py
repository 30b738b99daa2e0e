"""One page in the languages of the region: Article 1 of the Universal Declaration, as published."""

# ruff: noqa: E501
LANGUAGES = {
    "en": "All human beings are born free and equal in dignity and rights.",
    "id": "Semua orang dilahirkan merdeka dan mempunyai martabat dan hak-hak yang sama.",
    "ms": "Semua manusia dilahirkan bebas dan samarata dari segi kemuliaan dan hak-hak.",
    "fil": "Ang lahat ng tao’y isinilang na malaya at pantay-pantay sa karangalan at mga karapatan.",
    "vi": "Tất cả mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm và quyền lợi.",
    "th": "มนุษย์ทั้งปวงเกิดมามีอิสระและเสมอภาคกันในศักดิ์ศรีและสิทธิ",
    "lo": "ມະນຸດທຸກຄົນເກີດມາມີອິດສະຫຼະ ແລະ ສະເໝີພາບກັນໃນກຽດຕິສັກ ແລະ ສິດທິ",
    "km": "មនុស្សទាំងអស់កើតមកមានសេរីភាពនិងភាពស្មើៗគ្នាក្នុងសេចក្ដីថ្លៃថ្នូរនិងសិទ្ធិ",
    "my": "လူတိုင်းသည် တူညီလွတ်လပ်သော ဂုဏ်သိက္ခာဖြင့်လည်းကောင်း တူညီလွတ်လပ်သော အခွင့်အရေးများဖြင့်လည်းကောင်း မွေးဖွားလာသူများဖြစ်သည်။",
    "ta": "மனிதப் பிறவியினர் சகலரும் சுதந்திரமாகவே பிறக்கின்றனர்; அவர்கள் மதிப்பிலும் உரிமைகளிலும் சமமானவர்கள்.",
    "zh-Hans": "人人生而自由,在尊严和权利上一律平等。",
    "pt": "Todos os seres humanos nascem livres e iguais em dignidade e em direitos.",
    "tet": "Ema hotu-hotu moris hanesan ho dignidade no direitu.",
    "ms-Arab": "سموا مأنسي دلاهيرکن بيبس دان سامراتا دري سݢي کموليأن دان حق٢",
}  # fmt: skip
WITHOUT_SPACES = ("th", "lo", "km", "my")


def page() -> str:
    """A fragment with every language, marked; those without spaces once more at length."""
    parts = []
    for tag, text in LANGUAGES.items():
        way = ' dir="rtl"' if tag == "ms-Arab" else ""
        parts.append(f'<h4>{tag}</h4><p lang="{tag}"{way}>{text}</p>')
    for tag in WITHOUT_SPACES:
        run = "".join(LANGUAGES[tag].split())
        parts.append(f'<p lang="{tag}">{run * 6}</p>')
    return "".join(parts)
