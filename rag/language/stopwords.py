"""Function words of Indonesian and English, and words that only ask."""

from __future__ import annotations


def listed(text: str) -> frozenset[str]:
    """Return the words of a list that is written with white space between them."""
    return frozenset(text.split())


INDONESIAN = listed("""
    ada adalah adanya adapun agar akan aku anda antara antaranya apabila apalagi atas atau ataupun
    bagaimanapun bagi bahkan bahwa banyaknya beberapa begitu belum berbagai bersama beserta bila
    bisa boleh bukan cuma dalam dan dapat dari daripada demi demikian dengan depan di dia dilakukan
    diri dirinya dua guna hal hampir hanya harus hendak hingga ia ialah ini itu itulah jadi jika
    juga justru kah kalau kami kamu karena katanya ke kemudian kepada kepadanya kerap ketika kini
    kita lagi lah lain lainnya lalu lantas lebih maka masih maupun melainkan melalui mengenai
    menjadi menurut mereka merupakan meski meskipun namun nanti nya oleh olehnya pada padahal
    padanya para per pernah pula pun saat saja saling sambil sampai sangat saya se seakan seandainya
    sebab sebagai sebagaimana sebagian sebelum sebuah sedang sedangkan sehingga sejak sejumlah
    sekitar selain selaku selama seluruh semakin sementara semua seorang seperti sering serta
    sesuatu setelah setiap si sini situ suatu sudah supaya tadi tak tanpa telah tentang terhadap
    terkait termasuk tersebut terus tetap tetapi tiap tidak untuk walau walaupun yaitu yakni yang
    yg dgn utk dll dsb tsb pd dr nah ya
    """)
ENGLISH = listed("""
    a about above after again all also although am among an and any are as at be because been
    before being below between both but by can could did do does doing down during each either few
    for from further had has have having he her here hers him his i if in into is it its itself
    just may me might more most must my no nor not of off on once only or other our out over own
    same shall she should since so some such than that the their them then there these they this
    those through to too under until up upon us very was we were while will with within without
    would you your
    """)
QUESTION = listed("""
    apa apakah apanya apaan siapa siapakah berapa berapakah kapan kapankah mana manakah dimana
    dimanakah kemana kemanakah darimana mengapa mengapakah kenapa bagaimana bagaimanakah gimana
    ngapain bagaimanapun tolong jelaskan sebutkan ceritakan carikan tunjukkan mohon dong sih kok
    deh tahukah adakah benarkah bolehkah bisakah sudahkah nama jumlah aja doang nih tuh loh lho
    emang emangnya banget gitu gini yaa kak min
    what which who whom whose when where why how many much please tell name number does did
    held hold happen happened place
    """)
# Each language's commonest function words that the other does not use; for counting only.
TELLING_INDONESIAN = (
    (INDONESIAN | QUESTION)
    - ENGLISH
    - listed("""
    a i an no me number name per pun si se pd dr ya dua what which who whom whose when where why how
    many much please tell does did
    """)
)
TELLING_ENGLISH = (
    ENGLISH
    | listed("""
    what which who whom whose when where why how many much please tell says said union worker
    workers wage wages strike
    """)
) - listed("a i me no so am an may us be di")
