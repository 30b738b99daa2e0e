"""Some pages of the demo in Indonesian and Thai, so that the mechanism can be seen at work.

Drafts that no speaker has reviewed; an installation that is no demo begins in English alone.
"""

from django.db import transaction
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.operations import translate_object

from events.models import BasePage, WorkshopIndexPage, WorkshopPage, WorkshopText
from home.domain import first_pages
from home.models import HomePage, StandardPage

LANGUAGE = "id"
PAGES = {
    "Home": "Beranda",
    "Workshops": "Lokakarya",
    "About": "Tentang kami",
    first_pages.INTRODUCTION: (
        "Kelompok Kerja adalah koalisi informal yang tersusun dalam kelompok kerja nasional. Sejak "
        "2001 ia menyelenggarakan lokakarya tahunan bersama Negara tuan rumah, melalui kementerian "
        "luar negerinya, dan bersama lembaga nasional hak asasi manusia bila ada."
    ),
    first_pages.INDEX_INTRODUCTION: (
        "Sekali setahun sejak 2001, pemerintah, lembaga nasional, anggota parlemen, akademisi dan "
        "masyarakat sipil bertemu di salah satu Negara Anggota ASEAN. Bila catatan suatu lokakarya "
        "yang lampau tidak lengkap, kami mengatakannya."
    ),
    "Who meets, with whom, and what becomes of it.": (
        "Siapa yang bertemu, dengan siapa, dan apa yang terjadi kemudian."
    ),
    "The Working Group for an ASEAN Human Rights Mechanism is an informal coalition of national "
    "working groups made up of government institutions, parliamentary human rights committees, "
    "national human rights institutions, academe and non-governmental organisations. The ASEAN "
    "Charter lists it as an Entity Associated with ASEAN. The Ateneo Human Rights Center in Makati "
    "City, Philippines, is its Secretariat.": (
        "Kelompok Kerja untuk Mekanisme HAM ASEAN adalah koalisi informal kelompok kerja nasional "
        "yang terdiri atas lembaga pemerintah, komisi hak asasi manusia di parlemen, lembaga "
        "nasional hak asasi manusia, kalangan akademik dan organisasi nonpemerintah. Piagam ASEAN "
        "mencantumkannya sebagai Entitas yang Berasosiasi dengan ASEAN. Ateneo Human Rights Center "
        "di Kota Makati, Filipina, adalah Sekretariatnya."
    ),
    "The annual workshops": "Lokakarya tahunan",
    "Each workshop is held in a Member State and organised together with the foreign ministry of "
    "that State and, where there is one, its national human rights institution. Its conclusions go "
    "to the ASEAN Senior Officials. The Fourth Workshop, held in Jakarta in 2004, proposed an "
    "ASEAN commission on the rights of women and children and an ASEAN instrument on the rights of "
    "migrant workers.": (
        "Setiap lokakarya diadakan di suatu Negara Anggota dan diselenggarakan bersama kementerian "
        "luar negeri Negara itu dan, bila ada, lembaga nasional hak asasi manusianya. "
        "Kesimpulannya disampaikan kepada Pejabat Senior ASEAN. Lokakarya Keempat, yang diadakan "
        "di Jakarta pada tahun 2004, mengusulkan komisi ASEAN untuk hak perempuan dan anak serta "
        "instrumen ASEAN tentang hak pekerja migran."
    ),
    "How sure the archive is": "Seberapa pasti arsip ini",
    "The dates and organisers of past workshops are printed as the sources give them. What no "
    "source has confirmed yet is marked or left out. If you hold a programme, a list of organisers "
    "or a summary of one of the early workshops, the Secretariat would be glad to hear from you.": (
        "Tanggal dan penyelenggara lokakarya yang lampau ditampilkan sebagaimana disebut "
        "sumbernya. Yang belum dipastikan oleh suatu sumber ditandai atau tidak dicantumkan. "
        "Jika Anda "
        "menyimpan program, daftar penyelenggara atau ringkasan salah satu lokakarya yang awal, "
        "Sekretariat akan senang mendengarnya dari Anda."
    ),
}
WORKSHOP = {
    "id": {
        "theme": "Dari deklarasi ke pelaksanaan: informasi, partisipasi dan pemulihan",
        "summary": (
            "Tiga hari tentang apa yang diubah oleh deklarasi tahun 2025 bagi orang yang hidup di "
            "tepi sungai, bekerja di seberang perbatasan atau mencari pemulihan. Lokakarya rekaan: "
            "tidak ada Negara, lembaga atau orang yang menyetujui apa pun yang diuraikan di sini."
        ),
        "practical_information": (
            "<p>Aula dan ruang-ruang dapat dicapai tanpa tangga. Ada lingkar induksi pendengaran, "
            "ruang salat di lantai 2 dan toilet untuk semua orang. Makanan ditandai menurut "
            "isinya. Beri tahu Sekretariat apa yang Anda perlukan ketika mendaftar; tidak ada yang "
            "bertanya mengapa.</p>"
        ),
    },
    "th": {
        "theme": "จากปฏิญญาสู่การปฏิบัติ: ข้อมูล การมีส่วนร่วม และการเยียวยา",
        "summary": (
            "สามวันว่าด้วยสิ่งที่ปฏิญญาปี 2025 เปลี่ยนแปลงสำหรับผู้ที่อาศัยริมแม่น้ำ ทำงานข้ามพรมแดน "
            "หรือแสวงหาการเยียวยา การประชุมสมมติ: ไม่มีรัฐ สถาบัน หรือบุคคลใดเห็นชอบกับสิ่งที่กล่าวไว้ในที่นี้"
        ),
    },
}


@transaction.atomic
def load(workshop: WorkshopPage) -> None:
    """Translate home page, list of workshops and About, and say the workshop's texts.

    Once: a workshop that speaks another language already stays as it is. No statement then.
    """
    if workshop.further_languages:
        return
    locale = Locale.objects.get_or_create(language_code=LANGUAGE)[0]
    pages: list[BasePage | None] = [
        HomePage.objects.filter(locale__language_code="en").first(),
        WorkshopIndexPage.objects.filter(locale__language_code="en").first(),
        StandardPage.objects.filter(locale__language_code="en", slug="about").first(),
    ]
    for page in pages:
        if page is not None and not page.has_translation(locale):
            _translate(page, locale)
    for language, texts in WORKSHOP.items():
        workshop.texts.add(WorkshopText(language=language, **texts))
    workshop.save_revision().publish()


def _translate(page: BasePage, locale: Locale) -> None:
    translate_object(page, [locale])
    translation = Translation.objects.get(
        source__object_id=page.translation_key, target_locale=locale
    )
    known = {" ".join(english.split()): own for english, own in PAGES.items()}
    for segment in translation.source.stringsegment_set.select_related("string", "context"):
        own = known.get(" ".join(segment.string.data.split()))
        if own:
            StringTranslation.objects.get_or_create(
                translation_of=segment.string,
                locale=locale,
                context=segment.context,
                defaults={"data": own},
            )
    translation.save_target(publish=True)
