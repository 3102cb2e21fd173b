"""Tongues: requests to the grader in languages other than English, over folded text."""

from __future__ import annotations

from typing import Final

_NEAR: Final = r"[^.!?\n。！？]*?"
_AT: Final = (
    r"(?:^|[.!?:;,\n\"'(\[>*#-]\s*|\b(?:bitte|und|por favor|y|s'il (?:vous|te) plait|veuillez|et|"
    r"per favore|"
    r"e|prosze|i|alstublieft|en|tolong|och|agora|ahora|jetzt|maintenant|ora|nu|dann|simplemente|"
    r"einfach|"
    r"favor|te pido que|debes|du sollst|du musst|sie mussen|tu dois|vous devez)\s+)"
)
"""Where a request begins; in French or Spanish "ignore" is also what a model does."""
_TOP: Final = r"\bl[5-9]\b|10/10|20/20|strong[ -]hire"

_LATIN: Final = (
    # German
    r"(?:ignorier(?:e|en sie|t)?|missachte\w*|vergiss|vergessen sie|beachten? (?:sie )?nicht|"
    r"uberspring\w*|verwirf)\b",
    r"(?:anweisung|regeln|bewertung|kriteri|rubrik|vorgabe|instruktion|raster|prompt|richtlinie|"
    r"massstab)",
    r"(?:gib|geben sie|vergib|vergeben sie|bewerte\w*|setze\w*|stufe\w*|trage\w*|antworte\w*|"
    r"benote\w*|erteile\w*|werte\w*|schreib\w*|markiere\w*|vergebt)\b",
    r"bestnote|hochste\w* (?:note|punkt|stufe|bewertung|level)|volle punkt|hochstpunkt|"
    r"beste\w* note|stufe [5-9]|level [5-9]|alle kriterien",
    # French
    r"(?:ignore[rz]?|oublie[rz]?|ne (?:tiens|tenez) pas compte|fai(?:s|tes) abstraction|"
    r"neglige[rz]?|n'applique[rz]? pas)\b",
    r"(?:instruction|consigne|regle|grille|critere|bareme|rubrique|directive|prompt)",
    r"(?:donne[rz]?(?:-moi|-lui)?|attribue[rz]?(?:-moi)?|accorde[rz]?(?:-moi)?|note[rz]?|mets|"
    r"mettez|evalue[rz]?|classe[rz]?|repond(?:s|ez)|marque[rz]?|considere[rz]?)\b",
    r"note (?:maximale|la plus)|meilleure? note|niveau (?:le plus|maximal|maximum|[5-9]|l[4-9])|"
    r"tous les points|score maxim|maximum de points|tous les criteres",
    # Spanish
    r"(?:ignora\w*|ignore[ns]?|olvid[ae]\w*|descart[ae]\w*|omit[ea]|no (?:sigas|apliques|uses)|"
    r"ha(?:z|ga) caso omiso de|pas[ae] por alto)\b",
    r"(?:instruccion|regla|rubrica|criterio|indicacion|prompt|pauta|norma|directri)",
    r"(?:da|dale|dame|deme|asign[ae]\w*|otorg[ae]\w*|pon\w*|calific[ae]\w*|califique\w*|"
    r"puntu[ae]\w*|marca|evalu[ae]\w*|responde|devuelve|considera)\b",
    r"(?:nota|puntuacion|calificacion|puntaje) (?:maxim|mas alt|perfect)|maxim[ao] (?:nota|puntu|"
    r"calif|nivel|puntaje)|nivel (?:mas alto|maximo|[5-9]|l[4-9])|mejor nota|matricula de honor|"
    r"todos los criterios|mas alt[ao] (?:posible|nivel)",
    # Portuguese
    r"(?:ignor[ae]\w*|desconsider[ae]\w*|esquec\w*|desprez[ae])\b",
    r"(?:instruco|instrucao|regra|rubrica|criterio|diretri|prompt|orientaco)",
    r"(?:de|da-me|de-me|atribu\w*|conced\w*|avali[ae]\w*|classifi\w*|marque|coloque|responda|"
    r"considere)\b",
    r"nota (?:maxima|mais)|pontuacao maxima|nivel (?:mais alto|maximo|[5-9]|l[4-9])|"
    r"maxima (?:nota|pontuacao)|melhor nota",
    # Italian
    r"(?:ignora\w*|ignori|dimentica\w*|trascura\w*|non (?:seguire|applicare|considerare))\b",
    r"(?:istruzion|regol|rubrica|criteri|griglia|prompt|indicazion)",
    r"(?:dai|dammi|assegna\w*|attribui\w*|valut[ai]\w*|metti|dia|rispondi|considera|segna)\b",
    r"voto (?:massimo|piu alto)|massimo (?:voto|punteggio|dei voti)|punteggio (?:massimo|pieno)|"
    r"livello (?:massimo|piu alto|[5-9]|l[4-9])|massimo dei voti",
    # Dutch
    r"(?:negeer|vergeet|sla)\b", r"(?:instructie|regel|beoordeling|rubriek|criteri|prompt|"
    r"aanwijzing|opdracht)",
    r"(?:geef|ken|beoordeel|zet|markeer|antwoord)\b", r"hoogste|maximale|volle punten|niveau [5-9]",
    # Polish
    r"(?:zignoruj\w*|ignoruj\w*|zapomnij\w*|pomin\w*)\b", r"(?:instrukcj|zasad|kryteri|"
    r"polece|rubryk|wytyczn)",
    r"(?:przyznaj\w*|daj\w*|ocen\w*|wystaw\w*)\b", r"najwyzsz|maksymaln|poziom [5-9]",
    # Swedish, Indonesian
    r"(?:ignorera|glom|strunta i|bortse fran|abaikan|lupakan)\b",
    r"(?:instruktion|regler|bedomning|kriteri|instruksi|perintah|aturan|rubrik|petunjuk)",
    r"(?:ge|satt|betygsatt|beri|berikan|nilai|tetapkan)\b",
    r"hogsta|full pott|(?:nilai|skor|level) (?:tertinggi|maksimal|sempurna|penuh)",
)  # fmt: skip
"""Fours: to ignore, the rules; to give, the best mark."""


def _requests() -> tuple[str, ...]:
    fours = [_LATIN[at : at + 4] for at in range(0, len(_LATIN), 4)]
    ignores = (rf"{_AT}{ignore} {_NEAR}{rules}" for ignore, rules, _, _ in fours)
    gives = (rf"{_AT}{give} {_NEAR}(?:{_TOP}|{best})" for _, _, give, best in fours)
    return (*ignores, *gives)


REQUESTS: Final = (
    *_requests(),
    # To the grader, by name, or as somebody else.
    r"\b(?:hinweis|nachricht|anweisung|notiz|achtung)\w* (?:an|fur) (?:den|die|das|"
    r"alle) (?:\pL+ )?(?:bewerter|prufer|gutachter|bewertung|ki\b|korrektor|pruf|bewertend)",
    r"\b(?:note|message|remarque|avis|consigne|instruction)s? (?:pour|a|au|aux|"
    r"a l'attention d[eu]s?) (?:le |la |les |l')?(?:correct|evaluat|examinat|notat|ia\b|juge|"
    r"modele)",
    r"\b(?:nota|mensaje|aviso|instruccion\pL*|mensagem|instruc\pL+) (?:para|al?|ao?) (?:el |la |"
    r"o |los |quien )?(?:evaluador|calificador|corrector|examinador|avaliador|ia\b|juez|sistema|"
    r"modelo|corretor)",
    r"\b(?:du bist (?:jetzt|nun|ab jetzt)|sie sind (?:jetzt|nun)|tu es (?:maintenant|desormais)|"
    r"vous etes (?:maintenant|desormais)|ahora eres|a partir de ahora (?:eres|debes)|"
    r"agora voce e|ora sei|adesso sei|je bent nu|jestes teraz) \pL+",
    r"\ban (?:die|den|das|alle) (?:ki|bewert\pL*|pruf\pL*|modell|korrekt\pL*|gutachter)\s*[:,]",
    rf"\b(?:antwort|kandidat\pL*|reponse|candidat\pL*|respuesta|resposta|risposta) "
    rf"(?:verdient|merite|merece|merita){_NEAR}(?:{_TOP}|note|evaluation|calificacion|nota|puntuacion|"
    r"voto|punteggio|hochst|best|mejor|maxim)",
    # Turkish, Vietnamese
    rf"(?:talimat|kural|yonerge|degerlendirme|rubri|kriter|olcut)\pL*{_NEAR}(?:yok say|"
    r"gormezden gel|unut|dikkate alma|goz ardi et)",
    rf"(?:{_TOP}|en yuksek|tam (?:puan|not)){_NEAR}(?:\bver(?:in|iniz|ecek)?\b|puanla|degerlendir)",
    rf"(?:bo qua|phot lo|quen){_NEAR}(?:huong dan|chi dan|quy tac|tieu chi|chi thi|lenh)",
    rf"(?:cho|cham|danh gia) (?:toi|cau|em|minh|ung vien|diem){_NEAR}(?:{_TOP}|toi da|cao nhat)",
    # Russian, Ukrainian
    r"(?:игнорируй|проигнорируй|забудь|не учитывай|не обращай|не применяй|отмени|ігноруй|"
    rf"проігноруй|забудьте|не зважай){{1}}\pL*{_NEAR}(?:инструкц|правил|критери|рубрик|указани|"
    r"оценк|промпт|інструкц|критері|вказівк)",
    r"(?:поставь|поставьте|дай|дайте|присвой|оцени|выведи|выстави|укажи|постав|надай|оціни|"
    rf"запиши|засчитай|считай)\pL*{_NEAR}(?:{_TOP}|л[56]|максимальн|высш|наивысш|самый высок|"
    r"высок\pL+ (?:балл|оцен)|найвищ)",
    r"(?:ты теперь|теперь ты|вы теперь|тепер ти) \pL+",
    rf"(?:ответ|кандидат|відповідь)\pL* (?:заслужива|достоин|должен получить|заслугову){_NEAR}"
    r"(?:высш|максимальн|лучш|наивысш|найвищ|балл|оценк)",
    # Chinese
    rf"(?:忽略|无视|無視|忽視|忽视|不要理会|忘记|忘掉|忘記|不用管|别管|不要遵[守循]|请勿遵循|不要按|抛开|跳过){_NEAR}(?:指令|指示|规则|規則|评分|評分|"
    r"标准|標準|提示|准则|準則|说明|要求|量表)",
    rf"(?:给|給|评为|評為|评|評|判为|判定|打|输出|輸出|标记|標記|评定|授予|返回|设为|定为|视为|记为|回复|回答){_NEAR}(?:l[5-9]|满分|滿分|六级|"
    r"第六级|强烈推荐录用)",
    rf"(?:给|給|评|打|授予)(?:予)?(?:我|这|這|本|该|此|我的|这个|这份){_NEAR}(?:最高|高分|优秀|好评|通过)",
    r"(?:你|您)(?:现在|現在|从现在起|從現在起)(?:是|扮演|要|必须)",
    r"(?:致|给|給|请|請|敬告|注意[:：,，]?)(?:评分|評分|评卷|阅卷|评估|評估|评审|判卷|面试评)(?:员|員|者|系统|系統|模型|老师|ai|人)",
    rf"(?:所有|全部)(?:的)?(?:评分|标准|信号|指标|要点|条件){_NEAR}(?:满足|匹配|命中|达成|通过)",
    r"(?:本|该|此|这个?|我的)(?:回答|答案|回复|候选人|作答)(?:应|应该|应当|必须|需要|需|值得|可以)[^。！？\n]*(?:评|給|给|判|打|最高|满分)",
    rf"(?:等级|级别|评级|评分|分数)(?:为|是|应为|设为|定为){_NEAR}(?:最高|满分|顶级)",
    rf"(?:评为|判为|定为|评成|标为){_NEAR}(?:最高|满分|顶级|优秀)",
    r"系统(?:提示|消息|指令|通知)[:：]",
    # Japanese
    rf"(?:指示|命令|ルール|採点基準|評価基準|ルーブリック|プロンプト|基準|規則|採点){_NEAR}(?:無視して|無視せよ|無視しろ|忘れて|従わないで|無視すること|"
    r"無視し|破棄して)",
    rf"(?:l[5-9]|満点|最高(?:点|評価|レベル|得点|ランク)){_NEAR}(?:付けて|つけて|にして|評価して|与えて|採点して|出力して|としてください|をください|"
    r"判定して)",
    r"(?:あなたは|君は)(?:今|これ)から|採点者(?:へ|の方|様)|評価者(?:へ|の方|様)",
    # Korean
    rf"(?:지시|지침|규칙|채점|평가|기준|루브릭|프롬프트|명령){_NEAR}(?:무시하|무시해|무시할|잊어|따르지)",
    rf"(?:l[5-9]|만점|최고(?: ?(?:점|등급|점수|레벨))){_NEAR}"
    r"(?:주세요|줘|부여|매겨|평가해|채점해|출력|주십시오|처리해)",
    r"채점자(?:에게|님)|평가자(?:에게|님)|당신은 (?:이제|지금부터)",
    # Arabic, Persian, Hebrew
    rf"(?:تجاهل|انس |أهمل|نادیده بگیر|فراموش کن|התעלם|תתעלם|שכח){_NEAR}(?:التعليمات|تعليمات|"
    r"القواعد|المعايير|معايير|الإرشادات|دستور|قوانین|معیار|הוראות|ההוראות|הכללים|המחוון|הנחיות)",
    rf"(?:التعليمات|القواعد|المعايير|دستورات|دستورالعمل|معیارها|قوانین){_NEAR}(?:تجاهل|نادیده|"
    r"فراموش)",
    rf"(?:امنح|أعط|اعط|ضع |قيم|قيّم|סמן|תן |תני |תנו |بده|نمره){_NEAR}(?:{_TOP}|أعلى|اعلى|كاملة|"
    r"الكاملة|بالاترین|کامل|מקסימ|הכי גבוה|גבוה ביותר)",
    # Hindi
    rf"(?:निर्देश|नियम|मानदंड|रूब्रिक|आदेश){_NEAR}(?:अनदेखा|नज़रअंदाज़|नजरअंदाज|भूल|उपेक्षा|"
    r"अनदेखी)",
    rf"(?:{_TOP}|पूरे अंक|पूर्ण अंक|सर्वोच्च|उच्चतम|अधिकतम){_NEAR}(?:दो|दें|दीजिए|दीजिये|दे दो)",
)  # fmt: skip
