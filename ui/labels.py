"""Every word the page says on its own account, in Indonesian and English.

What the assistant says (answers, refusals, notices) comes in the question's language from
``rag``; these are the labels around it, in the language of the page.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Texts:
    """The labels of one language. Fields with ``{}`` are filled with ``str.format``."""

    tagline: str
    skip: str
    theme: str
    new: str
    articles: str
    newest: str
    empty_archive: str
    empty_how: str
    empty_add: str
    empty_sample: str
    greeting: str
    promise: str
    box: str
    placeholder: str
    send: str
    stop: str
    ready: str
    chosen_off: str
    unreachable: str
    missing: str
    refused: str
    without_model: str
    switch_on: str
    copy: str
    copied: str
    vectors_catching_up: str
    vectors_unavailable: str
    status_trouble: str
    searching: str
    reading: str
    writing: str
    quoting: str
    waiting: str
    seconds: str
    stopped: str
    stopped_empty: str
    busy: str
    empty_question: str
    too_long: str
    trouble: str
    what_to_do: str
    unexpected: str
    unexpected_remedy: str
    unexpected_state: str
    conversation: str
    review: str
    review_means: str
    repaired: str
    repaired_means: str
    as_of: str
    by_quotes: str
    by_model: str
    no_answer: str
    source: str
    evidence: str
    evidence_for: str
    evidence_empty: str
    nearest: str
    nearest_means: str
    also_read: str
    open_original: str
    no_date: str
    about: str
    no_outlet: str
    untitled: str
    back: str
    show_evidence: str
    correction: str
    right_of_reply: str
    retraction: str
    retracted: str


INDONESIAN = Texts(
    tagline="Bertanya pada arsip berita perburuhan",
    skip="Langsung ke kotak pertanyaan",
    theme="Ganti terang atau gelap",
    new="Percakapan baru",
    articles="{count} artikel",
    newest="terbaru {date}",
    empty_archive="Arsip masih kosong",
    empty_how="Isi arsip dari terminal, lalu muat ulang halaman ini. Satu folder berisi berkas "
    ".txt, .md, atau .html sudah cukup.",
    empty_add="Masukkan artikel Anda",
    empty_sample="Atau coba dulu dengan arsip contoh",
    greeting="Apa yang ingin Anda ketahui?",
    promise="Setiap kalimat jawaban menunjuk kalimat sumbernya. Bila arsip tidak memuat "
    "jawabannya, itu yang dikatakan.",
    box="Pertanyaan Anda",
    placeholder="Tulis pertanyaan Anda…",
    send="Tanya",
    stop="Berhenti",
    ready="Jawaban ditulis model lokal {model} dan diperiksa kalimat demi kalimat.",
    chosen_off="Mode kutipan: jawaban dikutip langsung dari arsip, tanpa model bahasa, sesuai "
    "pilihan pengelola.",
    unreachable="Mode kutipan: Ollama tidak terjangkau di {host}, jadi jawaban dikutip langsung "
    "dari arsip.",
    missing="Mode kutipan: model {model} belum ada di Ollama, jadi jawaban dikutip langsung dari "
    "arsip.",
    refused="Mode kutipan: model {model} tidak boleh dipakai (model awan, atau bukan model "
    "percakapan), jadi jawaban dikutip langsung dari arsip.",
    without_model="yang dipilih",
    switch_on="Agar jawaban ditulis oleh model lokal, jalankan:",
    copy="Salin",
    copied="Tersalin",
    vectors_catching_up="Pencarian menurut makna sedang disusun; sementara ini lebih mengandalkan "
    "kata.",
    vectors_unavailable="Pencarian menurut makna tidak tersedia; yang dicari hanya kata.",
    status_trouble="Keadaan arsip tidak dapat dibaca: {what}",
    searching="Mencari di arsip",
    reading="Membaca {count} bagian berita",
    writing="Menulis jawaban",
    quoting="Memilih kutipan",
    waiting="Menyiapkan",
    seconds="{seconds} dtk",
    stopped="Dihentikan. Yang di atas sudah diperiksa, tetapi mungkin belum lengkap.",
    stopped_empty="Dihentikan sebelum ada jawaban.",
    busy="Pertanyaan sebelumnya masih dijawab. Tunggu sebentar, atau tekan Berhenti.",
    empty_question="Tulis dulu pertanyaannya, lalu tekan Enter.",
    too_long="Pertanyaan lebih dari {limit} karakter. Ringkas dulu, lalu kirim lagi.",
    trouble="Pertanyaan ini belum bisa dijawab",
    what_to_do="Yang bisa dilakukan",
    unexpected="Ada yang salah di dalam program saat menjawab pertanyaan ini.",
    unexpected_remedy="Coba kirim lagi. Kalau terulang, beri tahu pengelola: rinciannya tercatat "
    "di terminal tempat halaman ini dijalankan.",
    unexpected_state="ada yang salah di dalam program.",
    conversation="Percakapan",
    review="periksa",
    review_means="Bandingkan kalimat bertanda ini dengan sumbernya sebelum dipakai.",
    repaired="dikutip ulang",
    repaired_means="Kalimat model tidak lolos pemeriksaan; yang tampil adalah kutipan sumbernya.",
    as_of="Sumber terbaru yang dikutip: {date}",
    by_quotes="Dikutip dari arsip, tanpa model",
    by_model="Ditulis oleh {model}",
    no_answer="Tidak ditemukan di arsip",
    source="Sumber",
    evidence="Bukti",
    evidence_for="untuk: {question}",
    evidence_empty="Bagian berita yang dikutip tampil di sini, dengan kalimat buktinya ditandai.",
    nearest="Bagian terdekat, bukan jawaban",
    nearest_means="Ini yang paling mirip dengan pertanyaan. Tidak ada kalimat yang menjawabnya.",
    also_read="Juga dibaca, tidak dikutip ({count})",
    open_original="Buka aslinya",
    no_date="tanggal tidak diketahui",
    about="perkiraan",
    no_outlet="media tidak diketahui",
    untitled="Tanpa judul",
    back="Kembali ke jawaban",
    show_evidence="Lihat bukti",
    correction="Ralat",
    right_of_reply="Hak jawab",
    retraction="Pencabutan berita",
    retracted="Sudah dicabut",
)

ENGLISH = Texts(
    tagline="Ask the archive of labor news",
    skip="Skip to the question box",
    theme="Switch between light and dark",
    new="New conversation",
    articles="{count} articles",
    newest="newest {date}",
    empty_archive="The archive is still empty",
    empty_how="Fill it from a terminal, then reload this page. A folder of .txt, .md or .html "
    "files is enough.",
    empty_add="Put your articles in",
    empty_sample="Or try it with the sample archive first",
    greeting="What would you like to know?",
    promise="Every sentence of an answer points to the sentence it rests on. If the archive does "
    "not hold the answer, you are told so.",
    box="Your question",
    placeholder="Write your question…",
    send="Ask",
    stop="Stop",
    ready="Answers are written by the local model {model} and checked sentence by sentence.",
    chosen_off="Quotes only: answers are quoted straight from the archive, without a language "
    "model, as the operator chose.",
    unreachable="Quotes only: there is no Ollama at {host}, so answers are quoted straight from "
    "the archive.",
    missing="Quotes only: Ollama does not have the model {model} yet, so answers are quoted "
    "straight from the archive.",
    refused="Quotes only: the model {model} may not be used (a cloud model, or one that cannot "
    "chat), so answers are quoted straight from the archive.",
    without_model="that was chosen",
    switch_on="To have answers written by a local model, run:",
    copy="Copy",
    copied="Copied",
    vectors_catching_up="Search by meaning is still being prepared; until then words count for "
    "more.",
    vectors_unavailable="Search by meaning is not available; only words are searched.",
    status_trouble="The state of the archive cannot be read: {what}",
    searching="Searching the archive",
    reading="Reading {count} passages",
    writing="Writing the answer",
    quoting="Choosing quotations",
    waiting="Getting ready",
    seconds="{seconds} s",
    stopped="Stopped. What stands above was checked, but may not be complete.",
    stopped_empty="Stopped before there was an answer.",
    busy="The previous question is still being answered. Wait a moment, or press Stop.",
    empty_question="Write a question first, then press Enter.",
    too_long="The question has more than {limit} characters. Shorten it, then send it again.",
    trouble="This question could not be answered",
    what_to_do="What you can do",
    unexpected="Something went wrong inside the program while answering this question.",
    unexpected_remedy="Send it again. If it happens again, tell the operator: the details are in "
    "the terminal this page was started from.",
    unexpected_state="something went wrong inside the program.",
    conversation="Conversation",
    review="check",
    review_means="Compare a sentence with this mark with its source before you use it.",
    repaired="quoted instead",
    repaired_means="The model's sentence did not pass the check; its source is quoted instead.",
    as_of="Newest source cited: {date}",
    by_quotes="Quoted from the archive, without a model",
    by_model="Written by {model}",
    no_answer="Not found in the archive",
    source="Source",
    evidence="Evidence",
    evidence_for="for: {question}",
    evidence_empty="The cited passages will stand here, with their evidence sentences marked.",
    nearest="Nearest passages, not an answer",
    nearest_means="These are closest to the question. No sentence in them answers it.",
    also_read="Also read, not cited ({count})",
    open_original="Open the original",
    no_date="date unknown",
    about="estimated",
    no_outlet="outlet unknown",
    untitled="Untitled",
    back="Back to the answer",
    show_evidence="See the evidence",
    correction="Correction",
    right_of_reply="Right of reply",
    retraction="Retraction",
    retracted="Withdrawn",
)
