"""Lines beside an answer: how it was read, how fresh it is, what to be careful with."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "corrected": (
        "Menampilkan hasil untuk: {text} ({words}).",
        "Showing results for: {text} ({words}).",
    ),
    "changed_word": ("“{asked}” dibaca “{used}”", "“{asked}” read as “{used}”"),
    "period": (
        "Hanya artikel {filters}, karena pertanyaan menyebut “{text}”.",
        "Only articles {filters}, because the question says “{text}”.",
    ),
    "period_undated": (
        "Tidak ada artikel {filters} tentang ini; yang tampil tidak bertanggal.",
        "No article {filters} is about this; what is shown has no date.",
    ),
    "newest": (
        "Artikel terbaru didahulukan, tanpa menyaring yang lama.",
        "The newest articles come first; older ones are not filtered out.",
    ),
    "glossary": (
        "Menurut glosarium program ini, bukan menurut arsip: {word} = {text}.",
        "By this program's glossary, not by the archive: {word} = {text}.",
    ),
    "glossary_or": ("; atau ", "; or "),
    "glossary_other": ("bahasa Inggris: {text}", "Indonesian: {text}"),
    "overview": (
        "Ikhtisar: kalimat pembuka dari {count} berita, yang terbaru dahulu. {text}",
        "Overview: how {count} reports begin, the newest first. {text}",
    ),
    "overview_none": (
        "Arsip ini tidak memuat satu berita pun: {filters}.",
        "This archive has no report at all: {filters}.",
    ),
    "overview_one": (
        "Ikhtisar satu berita: kalimat pembuka dan kalimat lain darinya, menurut urutan teksnya. "
        "{text}",
        "Overview of one report: how it begins and further sentences, in their order. {text}",
    ),
    "not_kept": (
        "Jawaban ini tidak tersimpan di arsip. {detail}",
        "This answer is not kept in the archive. {detail}",
    ),
    "not_reranked": (
        "Urutan kutipan tidak dinilai ulang oleh model; yang dipakai urutan pencarian. {detail}",
        "The passages were not put in order by the model; the search's own order is used. {detail}",
    ),
    "as_of": (
        "Sumber terbaru yang dikutip: {cited}. Artikel terbaru di arsip: {newest}.",
        "Newest source cited: {cited}. Newest article in the archive: {newest}.",
    ),
    "independent": (
        "{count} sumber, {number} laporan yang mandiri; selebihnya memuat laporan yang sama.",
        "{count} sources, {number} of them independent; the others carry the same report.",
    ),
    "same_report": (
        "Laporan sumber [{number}] juga dimuat di: {outlet}. Itu laporan yang sama, bukan sumber "
        "tambahan.",
        "The report of source [{number}] also stands in: {outlet}. It is the same report, no "
        "further source.",
    ),
    "undated": (
        "Tanggal terbit sumber {numbers} tidak diketahui.",
        "The publication date of source {numbers} is not known.",
    ),
    "vectors_unavailable": (
        "Pencarian makna sedang tidak tersedia; yang dipakai hanya pencarian kata. {detail}",
        "Search by meaning is not available now; only words were searched. {detail}",
    ),
    "vectors_only_unavailable": (
        "Pencarian makna sedang tidak tersedia, dan pencarian kata dimatikan (TANYA_SEARCH). "
        "{detail}",
        "Search by meaning is not available now, and search by words is off (TANYA_SEARCH). "
        "{detail}",
    ),
    "chroma_url": (
        "Chroma di {item} tidak menjawab. Periksa CHROMA_URL, atau hapus untuk memakai indeks "
        "bawaan.",
        "Chroma at {item} does not answer. Check CHROMA_URL, or unset it to use the built-in "
        "index.",
    ),
    "model_unusable": (
        "Tidak satu pun pernyataan model bersandar pada sumbernya, jadi jawaban dikutip langsung "
        "dari arsip.",
        "No statement of the model rested on its source, so the answer is quoted from the archive.",
    ),
    "model_off": (
        "Dikutip langsung dari arsip, tanpa model. {detail}",
        "Quoted from the archive, without a model. {detail}",
    ),
    "model_unavailable": (
        "Model tidak dapat dipakai, jadi jawaban dikutip langsung dari arsip. {detail}",
        "The model cannot be used, so the answer is quoted from the archive. {detail}",
    ),
    "model_stopped": (
        "Model berhenti sebelum selesai. Yang tampil hanya bagian yang sudah diperiksa. {detail}",
        "The model stopped before it finished. Only the checked part is shown. {detail}",
    ),
    "dropped": (
        "{count} pernyataan model dibuang karena tidak bersandar pada sumbernya.",
        "{count} statements of the model were dropped: they do not rest on their source.",
    ),
    "repaired": (
        "{count} pernyataan model tidak cocok dengan sumbernya dan diganti kutipan.",
        "{count} statements of the model did not match their source and were replaced by quotes.",
    ),
    "review": (
        "{count} pernyataan ditandai “periksa”: bandingkan dengan kutipannya.",
        "{count} statements are marked “check”: compare them with their evidence.",
    ),
    "is_correction": (
        "Sumber [{number}] adalah ralat.",
        "Source [{number}] is a correction.",
    ),
    "is_right_of_reply": (
        "Sumber [{number}] adalah hak jawab.",
        "Source [{number}] is a right of reply.",
    ),
    "is_retraction": (
        "Sumber [{number}] adalah pencabutan berita.",
        "Source [{number}] is a retraction notice.",
    ),
    "is_retracted": (
        "Sumber [{number}] sudah dicabut oleh redaksinya. Jangan dipakai tanpa memeriksa.",
        "Source [{number}] was retracted by its newsroom. Do not use it without checking.",
    ),
    "has_correction": (
        "Ada ralat untuk sumber [{number}]: “{title}” ({date}).",
        "There is a correction of source [{number}]: “{title}” ({date}).",
    ),
    "has_right_of_reply": (
        "Ada hak jawab atas sumber [{number}]: “{title}” ({date}).",
        "There is a right of reply to source [{number}]: “{title}” ({date}).",
    ),
    "has_retraction": (
        "Sumber [{number}] dicabut: “{title}” ({date}).",
        "Source [{number}] was retracted: “{title}” ({date}).",
    ),
    "retracted_elsewhere": (
        "Media lain menyatakan sumber [{number}] dicabut: “{title}” ({date}). Periksa pada media "
        "yang menerbitkannya.",
        "Another outlet says that source [{number}] was retracted: “{title}” ({date}). Ask the "
        "outlet that published it.",
    ),
    "same_withdrawn": (
        "Sumber [{number}] memuat laporan yang sama dengan berita yang dicabut: “{title}”. "
        "Jangan dipakai tanpa memeriksa.",
        "Source [{number}] carries the same report as one that was withdrawn: “{title}”. Do not "
        "use it without checking.",
    ),
    "nearest_withdrawn": (
        "Di antara kutipan terdekat ada berita yang sudah dicabut redaksinya: “{title}”.",
        "Among the nearest passages is a report that its newsroom has withdrawn: “{title}”.",
    ),
    "no_date": ("tanpa tanggal", "no date"),
}
"""Indonesian and English by code."""
