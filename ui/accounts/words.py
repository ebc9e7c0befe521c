"""The words of signing in, of one's account and of the people who may sign in."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The words in one language. Braces are filled in by the pages."""

    # The gate
    sign_in_first: str
    not_your_page: str
    no_archive: str
    no_form: str
    no_form_remedy: str
    archive_busy: str
    # Signing in
    sign_in: str
    name: str
    password: str
    wrong: str
    wait: str
    busy: str
    forgot: str
    seconds: str
    minutes: str
    # One's own account
    account: str
    who: str
    change: str
    current: str
    new: str
    again: str
    rule: str
    save: str
    changed: str
    differ: str
    wrong_current: str
    short: str
    long: str
    as_name: str
    common: str
    elsewhere: str
    elsewhere_why: str
    end_others: str
    ended: str
    # People
    people: str
    role: str
    state: str
    last: str
    never: str
    enabled: str
    disabled: str
    locked: str
    you: str
    manage: str
    reader: str
    editor: str
    admin: str
    reader_may: str
    editor_may: str
    admin_may: str
    add: str
    add_why: str
    taken: str
    bad_name: str
    all_people: str
    disable: str
    disable_why: str
    enable: str
    enable_why: str
    unlock: str
    unlock_why: str
    reset: str
    reset_why: str
    remove: str
    remove_why: str
    sure: str
    tick: str
    not_self: str
    last_admin: str
    nobody: str
    nobody_remedy: str
    done: str
    gone: str
    secret: str
    secret_why: str


_INDONESIAN = Words(
    sign_in_first=(
        "Masuk dulu: Anda belum masuk, atau sesi Anda sudah berakhir. Muat ulang halaman ini."
    ),
    not_your_page="Halaman yang terbuka ini milik orang lain. Muat ulang halaman.",
    no_archive=(
        "Arsip sedang tidak dapat dibaca, jadi tidak ada yang dapat masuk. Coba lagi "
        "sebentar lagi, atau beri tahu admin."
    ),
    no_form="Formulir ini tidak dapat dibaca; tidak ada yang berubah.",
    no_form_remedy="Buka halamannya sekali lagi, isi formulirnya, lalu kirim dari sana.",
    archive_busy="Arsip sedang sibuk, jadi tidak ada yang berubah. Coba lagi sebentar lagi.",
    sign_in="Masuk",
    name="Nama",
    password="Kata sandi",
    wrong="Nama atau kata sandi tidak cocok. Periksa keduanya, lalu coba lagi.",
    wait=(
        "Terlalu banyak percobaan yang gagal. Coba lagi dalam {wait}, atau mintalah admin "
        "membuka kuncinya."
    ),
    busy="Banyak orang sedang masuk. Coba lagi sebentar lagi.",
    forgot="Lupa kata sandi? Mintalah kata sandi baru kepada admin.",
    seconds="{count} detik",
    minutes="{count} menit",
    account="Akun",
    who="{name}, {role}. Masuk sejak {since}.",
    change="Ganti kata sandi",
    current="Kata sandi sekarang",
    new="Kata sandi baru",
    again="Kata sandi baru, sekali lagi",
    rule="Paling sedikit 10 karakter. Beberapa kata dengan spasi adalah pilihan yang baik.",
    save="Simpan",
    changed="Kata sandi Anda sudah diganti. Di perangkat lain Anda perlu masuk lagi.",
    differ="Kedua kata sandi baru tidak sama. Ketik lagi.",
    wrong_current="Kata sandi sekarang tidak cocok. Coba lagi.",
    short="Kata sandi baru terlalu pendek. Pakailah paling sedikit 10 karakter.",
    long="Kata sandi baru terlalu panjang. Paling banyak 1.000 karakter.",
    as_name="Kata sandi tidak boleh sama dengan nama. Pakailah beberapa kata.",
    common=(
        "Kata sandi itu termasuk yang paling sering ditebak. Pakailah beberapa kata yang "
        "tidak berhubungan."
    ),
    elsewhere="Perangkat lain",
    elsewhere_why="Pernah masuk dari komputer yang dipakai bersama? Keluarkan akun Anda dari sana.",
    end_others="Keluar dari semua perangkat lain",
    ended="Anda sudah keluar dari semua perangkat lain.",
    people="Pengguna",
    role="Peran",
    state="Status",
    last="Terakhir masuk",
    never="belum pernah",
    enabled="boleh masuk",
    disabled="dinonaktifkan",
    locked="terkunci {wait} lagi",
    you="Anda",
    manage="Kelola",
    reader="pembaca",
    editor="penyunting",
    admin="admin",
    reader_may="bertanya dan membaca",
    editor_may="juga mengubah koleksi, bila diizinkan",
    admin_may="juga mengelola pengguna dan umpan balik",
    add="Tambah pengguna",
    add_why="Kata sandi dibuat otomatis dan hanya ditampilkan sekali.",
    taken="Nama itu sudah dipakai. Pilih nama lain.",
    bad_name="Nama berisi 1 sampai 64 huruf, angka atau spasi.",
    all_people="Semua pengguna",
    disable="Nonaktifkan",
    disable_why=(
        "Tidak dapat masuk lagi; halaman yang terbuka ditutup dalam beberapa detik. "
        "Percakapannya tetap ada."
    ),
    enable="Aktifkan lagi",
    enable_why="Boleh masuk lagi dengan kata sandi yang sama.",
    unlock="Buka kunci",
    unlock_why=(
        "Terlalu banyak percobaan masuk yang gagal. Bila itu orangnya sendiri, biarkan ia "
        "mencoba lagi sekarang."
    ),
    reset="Beri kata sandi baru",
    reset_why="Kata sandi lama tidak berlaku lagi, dan ia dikeluarkan dari semua perangkatnya.",
    remove="Hapus",
    remove_why="Percakapan dan umpan baliknya ikut dihapus. Ini tidak dapat dibatalkan.",
    sure="Ya, hapus {name} dan semua percakapannya",
    tick="Centang dulu kotaknya bila Anda yakin.",
    not_self=(
        "Ini akun Anda sendiri. Mintalah admin lain mengubah peran, menonaktifkan atau "
        "menghapusnya."
    ),
    last_admin="Ini satu-satunya admin yang boleh masuk. Jadikan orang lain admin dulu.",
    nobody="Pengguna ini tidak ada.",
    nobody_remedy="Mungkin sudah dihapus. Lihat lagi daftar pengguna.",
    done="Sudah disimpan.",
    gone="Pengguna itu sudah dihapus.",
    secret="Kata sandi untuk {name}",
    secret_why=(
        "Sampaikan langsung kepadanya, jangan lewat pesan. Kata sandi ini hanya ditampilkan "
        "sekali; ia dapat menggantinya di halaman Akun."
    ),
)

_ENGLISH = Words(
    sign_in_first=(
        "Sign in first: you have not signed in, or your session has ended. Load this page again."
    ),
    not_your_page="This open page belongs to somebody else. Load the page again.",
    no_archive=(
        "The archive cannot be read just now, so nobody can be let in. Try again in a "
        "moment, or tell an admin."
    ),
    no_form="This form cannot be read; nothing was changed.",
    no_form_remedy="Open the page again, fill in its form, and send it from there.",
    archive_busy="The archive is busy, so nothing was changed. Try again in a moment.",
    sign_in="Sign in",
    name="Name",
    password="Password",
    wrong="Name and password do not match. Check both, then try again.",
    wait="Too many attempts failed. Try again in {wait}, or ask an admin to unlock you.",
    busy="Many people are signing in just now. Try again in a moment.",
    forgot="Forgot your password? Ask an admin for a new one.",
    seconds="{count} seconds",
    minutes="{count} minutes",
    account="Account",
    who="{name}, {role}. Signed in since {since}.",
    change="Change your password",
    current="Current password",
    new="New password",
    again="New password, once more",
    rule="At least 10 characters. Several words with spaces are a good choice.",
    save="Save",
    changed="Your password has been changed. On other devices you have to sign in again.",
    differ="The two new passwords differ. Type them again.",
    wrong_current="The current password does not match. Try again.",
    short="The new password is too short. Use at least 10 characters.",
    long="The new password is too long. At most 1,000 characters.",
    as_name="The password must not be the name. Use several words.",
    common=(
        "That password is one of those guessed first. Use several words that do not belong "
        "together."
    ),
    elsewhere="Other devices",
    elsewhere_why="Did you sign in on a computer that others use? Sign out there from here.",
    end_others="Sign out of all other devices",
    ended="You are signed out of all other devices.",
    people="People",
    role="Role",
    state="State",
    last="Last signed in",
    never="never",
    enabled="may sign in",
    disabled="disabled",
    locked="locked for {wait}",
    you="you",
    manage="Manage",
    reader="reader",
    editor="editor",
    admin="admin",
    reader_may="asks and reads",
    editor_may="also changes the library, where that is allowed",
    admin_may="also looks after people and feedback",
    add="Add a person",
    add_why="The password is made here and shown once.",
    taken="That name is taken. Choose another one.",
    bad_name="A name has 1 to 64 letters, digits or spaces.",
    all_people="All people",
    disable="Disable",
    disable_why=(
        "Cannot sign in any more; open pages close within seconds. Their conversations stay."
    ),
    enable="Enable again",
    enable_why="May sign in again with the same password.",
    unlock="Unlock",
    unlock_why="Too many sign-ins failed. If it was the person themself, let them try again now.",
    reset="Give a new password",
    reset_why="The old password stops working, and all their devices are signed out.",
    remove="Remove",
    remove_why="Their conversations and feedback are deleted too. This cannot be undone.",
    sure="Yes, remove {name} and all their conversations",
    tick="Tick the box first if you are sure.",
    not_self=(
        "This is your own account. Ask another admin to change its role, disable it or remove it."
    ),
    last_admin="This is the only admin who may sign in. Make somebody else an admin first.",
    nobody="There is no such person.",
    nobody_remedy="They may have been removed. Look at the list of people again.",
    done="Saved.",
    gone="The person has been removed.",
    secret="Password for {name}",
    secret_why=(
        "Hand it over in person, not in a message. This password is shown only once; they "
        "can change it on the page Account."
    ),
)


def words_of(language: str) -> Words:
    """Return the words of ``language`` ("en"; anything else is Indonesian)."""
    return _ENGLISH if language == "en" else _INDONESIAN


def wait_in_words(seconds: int, words: Words) -> str:
    """Return how long to wait, never too short: "30 detik", from 90 seconds on "2 menit"."""
    if seconds < 90:
        return words.seconds.format(count=seconds)
    return words.minutes.format(count=math.ceil(seconds / 60))
