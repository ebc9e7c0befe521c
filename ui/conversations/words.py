"""The words of the list of conversations and of a shared one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The words in one language. ``{title}``, ``{name}`` and ``{count}`` are filled in."""

    head: str
    search: str
    today: str
    week: str
    older: str
    none: str
    none_found: str
    more: str
    found_one: str
    found: str
    options: str
    rename: str
    new_title: str
    save: str
    cancel: str
    share: str
    copy: str
    link: str
    unshare: str
    shared: str
    memo: str
    delete: str
    deleted: str
    undo: str
    restored: str
    renamed: str
    copied: str
    copy_by_hand: str
    unshared: str
    failed: str
    changed: str
    changed_means: str
    shared_by: str
    shared_here: str
    one_question: str
    questions: str
    begun: str
    read_only: str
    save_as: str
    changed_head: str
    removed: str
    withdrawn: str
    corrected: str
    text_changed: str
    untitled: str
    empty: str
    no_link: str
    no_link_remedy: str
    not_theirs: str
    not_kept: str
    not_kept_remedy: str
    broken: str
    broken_remedy: str


_INDONESIAN = Words(
    head="Percakapan",
    search="Cari percakapan",
    today="Hari ini",
    week="7 hari terakhir",
    older="Lebih lama",
    none="Belum ada percakapan. Pertanyaan Anda akan tersimpan di sini.",
    none_found="Tidak ada percakapan dengan kata-kata itu.",
    more="Tampilkan lebih banyak",
    found_one="1 percakapan ditemukan.",
    found="{count} percakapan ditemukan.",
    options="Pilihan untuk: {title}",
    rename="Ganti judul",
    new_title="Judul baru",
    save="Simpan",
    cancel="Batal",
    share="Bagikan lewat tautan",
    copy="Salin tautan",
    link="Tautan untuk rekan sekantor",
    unshare="Berhenti membagikan",
    shared="dibagikan",
    memo="Simpan sebagai memo",
    delete="Hapus",
    deleted="“{title}” dihapus.",
    undo="Urungkan",
    restored="“{title}” dikembalikan.",
    renamed="Judul diganti.",
    copied="Tautan disalin. Siapa pun yang boleh membuka halaman ini dapat membacanya.",
    copy_by_hand="Tautan siap. Tekan Ctrl+C untuk menyalinnya.",
    unshared="Tautannya tidak berlaku lagi.",
    failed="Belum berhasil. Muat ulang halaman, lalu coba lagi.",
    changed="sumber berubah",
    changed_means="Ada sumber yang berubah sejak jawabannya diberikan",
    shared_by="Dibagikan oleh {name}",
    shared_here="Percakapan yang dibagikan",
    one_question="1 pertanyaan",
    questions="{count} pertanyaan",
    begun="dimulai {date}",
    read_only="Halaman ini hanya untuk dibaca.",
    save_as="Simpan sebagai memo",
    changed_head="Ada sumber yang berubah sejak jawaban ini diberikan:",
    removed="sudah tidak ada di arsip",
    withdrawn="dicabut oleh redaksinya",
    corrected="mendapat ralat atau hak jawab",
    text_changed="isinya sudah berubah",
    untitled="tanpa judul",
    empty="Belum ada pertanyaan dalam percakapan ini.",
    no_link="Tautan ini keliru, atau percakapannya tidak dibagikan lagi.",
    no_link_remedy="Mintalah tautan baru kepada pengirimnya.",
    not_theirs="Percakapan ini tidak ada lagi.",
    not_kept="Jawaban atas pertanyaan ini tidak disimpan lagi.",
    not_kept_remedy="Jawaban hanya disimpan selama waktu tertentu. Ajukan lagi pertanyaannya.",
    broken="Pertanyaan ini tidak sempat terjawab karena ada gangguan.",
    broken_remedy="Ajukan lagi pertanyaannya.",
)
_ENGLISH = Words(
    head="Conversations",
    search="Search conversations",
    today="Today",
    week="Last 7 days",
    older="Older",
    none="No conversations yet. Your questions will be kept here.",
    none_found="No conversation has these words.",
    more="Show more",
    found_one="1 conversation found.",
    found="{count} conversations found.",
    options="Options for: {title}",
    rename="Rename",
    new_title="New title",
    save="Save",
    cancel="Cancel",
    share="Share by link",
    copy="Copy link",
    link="Link for colleagues",
    unshare="Stop sharing",
    shared="shared",
    memo="Save as a memo",
    delete="Delete",
    deleted="“{title}” was deleted.",
    undo="Undo",
    restored="“{title}” is back.",
    renamed="The title was changed.",
    copied="The link was copied. Whoever may open this page can read it.",
    copy_by_hand="The link is ready. Press Ctrl+C to copy it.",
    unshared="Its link leads nowhere now.",
    failed="That did not work. Load the page again, then try once more.",
    changed="sources changed",
    changed_means="A source has changed since it was answered",
    shared_by="Shared by {name}",
    shared_here="A shared conversation",
    one_question="1 question",
    questions="{count} questions",
    begun="begun {date}",
    read_only="This page can only be read.",
    save_as="Save as a memo",
    changed_head="Sources have changed since this answer was given:",
    removed="is no longer in the archive",
    withdrawn="was taken back by its newsroom",
    corrected="has been corrected or replied to",
    text_changed="its text is another now",
    untitled="untitled",
    empty="Nothing has been asked in this conversation yet.",
    no_link="This link does not, or no longer, lead to a conversation.",
    no_link_remedy="Ask whoever sent it for a new one.",
    not_theirs="This conversation is no longer there.",
    not_kept="The answer to this question is no longer kept.",
    not_kept_remedy="Answers are kept for some time only. Ask the question again.",
    broken="Something was broken, and this question was not answered.",
    broken_remedy="Ask the question again.",
)


def words_of(language: str) -> Words:
    """Return the words of ``language`` ("en"; anything else is Indonesian)."""
    return _ENGLISH if language == "en" else _INDONESIAN
