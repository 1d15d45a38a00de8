"""What the words of a sentence mean for the question whether a text goes on, or came from, elsewhere.

English, German, French, Spanish, Portuguese, Italian, Dutch, and the most of Swedish, Danish,
Norwegian and Polish. Each meaning has a letter; the grammar over these letters is in
`continuation_wordings`.
"""

from __future__ import annotations

# Accents and case aside; "_" joins the words of a phrase, and longer phrases win. What means two
# things in two languages has the meaning that matters here.
MEANINGS = {
    # goes on
    "G": """cont continue continues continued continuing go_on goes_on carry_on carries_on picks_up pick_up
        weitergeht weitergehen geht_es_weiter geht_s_weiter gehts_weiter es_geht_weiter fortgesetzt fortsetzen setzt_sich proceed proceeds it_continues it_goes_on
        continuer continuez continuons poursuivre poursuivez poursuit prolongez
        sigue continua continuar continuad continuando prosigue proseguir continuem prossegue prosseguir
        continuare continuate va_avanti vanno_avanti cont_d contd a_suivre se_poursuit verdergaat verder_gaat loopt_door gaat_verder sigue_en
        prosegui prosegue proseguire proseguite segue vervolgd vervolgt vervolgen fortsatter fortsatt fortsaetter fortsaet fortsetter
        fortsett kontynuuj""",
    "k": "weiter verder videre vidare dalej",  # so, and at the end of a sentence: "lesen Sie auf Medium weiter"
    # goes on only with "reading" or an article behind it
    "g": "keep keep_on resume seguir siga sigan seguid sigamos prosigamos siguiendo seguitare",
    "h": "finish finishing finissez finite finiscila acabe acabes acaben terminen termines concluir fertig zu_ende terminar finisci finire terminez finir achever acabar terminare",
    "L": """weiterlesen weiterzulesen weiterliest weiterlest weitergelesen doorlezen verderlezen fertiglesen uitlezen
        keep_on_reading lees_door lees_meteen_door las_vidare laes_videre les_videre fortsatt_lasa fortsatt_las
        fortsaet_laesningen czytaj_dalej""",
    "R": """read reading lesen lies lest liest lese nachlesen nachzulesen lekture durchlesen
        lire lisez lis lecture leer lee lea lean leed leyendo leerlo leerla leelo lectura
        ler leia leiam lendo lermos leitura leggi leggere leggete leggerlo leggerla leggilo leggendo lettura
        lees lezen leest gelezen gelesen lasa laser laes laese laeses las_hela les_hele las_resten les_resten czytaj przeczytaj
        przeczytasz czytac czytanie czytania""",
    "F": """find finds see view check get visit head hop jump click tap go catch discover access open browse swing_by stop_by turn_to look siehe schau schaut springen wechseln
        finden findet findest sehen ansehen klick klicke klicken klickt besuchen besuche besucht hol holen
        retrouvez retrouver trouvez trouverez trouver decouvrez decouvrir voir voyez consultez consulter cliquez
        cliquer clique rendez allez accedez acceder filez passez
        encontrar encontraras encuentras encontrareis ver vea consulta consultar visita visite visitez haz haga
        clic pincha descubre descubra acceda accede entra entrad dirigete confira conferir veja acesse encontre acessar
        trovi trovate trovare vedi vedere scopri scoprite visitate clicca cliccate cliccare andate vai passa passate
        consultate bekijk vind vindt vinden klik ga bezoek bekijken kijk surf""",
    "f": "for fur pour para por per voor",
    "W": """full entire complete whole unabridged uncut extended longer long lengthier fuller full_length in_full
        in_its_entirety in_entirety it_all everything
        ganze ganzen ganzer ganzes ganz vollstandig vollstandige vollstandigen vollstandiger vollstandiges
        komplett komplette kompletten kompletter komplettes gesamte gesamten gesamter gesamtes ungekurzt
        ungekurzte ungekurzten volle vollen lange langen langere langeren ausfuhrliche ausfuhrlichen alles
        in_voller_lange in_ganzer_lange
        complet complete completement integral integrale integralite integralement entier entiere totalite
        tout toute longue en_entier en_integralite dans_son_integralite dans_son_entier en_version_longue
        completo completa integro integra entero entera todo toda tudo por_completo por_entero
        en_su_totalidad en_extenso inteiro inteira na_integra por_inteiro na_totalidade
        intero intera tutto tutta integralmente per_intero per_esteso
        hele gehele heel volledig volledige volledigen compleet integraal uitgebreide helemaal in_zijn_geheel
        in_het_geheel hela fullstandiga fulde caly cala cale calego pelny pelna pelne""",
    "T": """rest remainder remaining continuation forts fortsetzung second_half second_part second_portion other_half part_two part_2 part_ii
        final_part last_part teil_2 zweiter_teil zweiten_teil
        reste suite la_fin deuxieme_partie seconde_partie
        resto restante restantes continuacion lo_demas lo_que_falta lo_que_sigue segunda_parte continuacao
        continuazione seguito proseguimento seconda_parte vervolg restant overige tweede_deel tweede_helft resten fortsattning
        fortsattningen fortsaettelse fortsaettelsen fortsettelse fortsettelsen reszta reszte ciag_dalszy dokonczenie dalsza_czesc""",
    # the rest, if it is that of an article
    "y": "ending end conclusion ende schluss ausgang desenlace desfecho finale final conclusione einde slot slutet slutningen slutten zakonczenie auflosung ontknoping afloop",
    "z": "ends ended ausgeht endet ausging endete finit termine termina terminara acaba finisce afloopt eindigt",
    "P": """post blogpost article piece essay entry column interview interviews review writeup dispatch oped editorial commentary
        recap feature thoughts remarks musings rant longread explainer obituary tribute reflection reflections thread blog_post blog_entry blog_article guest_post guest_article
        this_one
        write_up op_ed blog
        artikel artikels beitrag beitrags beitrages blogbeitrag blogbeitrages blogartikel gastbeitrag
        gastartikel kommentar glosse meldung reportage kolumne eintrag blogeintrag
        billet chronique edito papier temoignage tribune entretien articulo entrada nota publicacion columna entrevista cronica
        ensayo resena reportaje testimonio noticia artigo postagem publicacao materia coluna depoimento ensaio reportagem resenha
        articolo pezzo intervista editoriale saggio notizia testimonianza approfondimento stuk blogstuk nieuwsbericht opinie bijdrage opiniestuk blogbericht inlagg inlagget artikeln kronika kronikan indlaeg indlaegget
        artiklen innlegg innlegget artikkel artikkelen wpis wpisu artykul artykulu felieton""",
    "v": """text story version thing tale tekst geschichte textes fassung texte recit histoire texto historia
        relato bericht berichts testo storia racconto versione verhaal versie texten teksten tekst tekstu historien berattelsen historii""",
    "V": "volltext langversion langfassung",
    "O": """posts articles stories pieces essays entries blogs columns comments replies responses reviews news noticias notizie
        beitrage blogbeitrage geschichten kommentare billets recits commentaires articulos entradas notas
        comentarios artigos postagens textos articoli commenti artikelen berichten verhalen blogberichten reacties""",
    "Q": """previous earlier last latest newest recent other another next related similar older new
        vorherigen vorherige letzten letzte letzter neuesten neueste neuester neuen neuer anderen andere anderer
        weitere weiteren nachsten precedent precedents dernier derniere autre autres nouveau nouvel nouvelle
        anterior anteriores ultimo ultima otro otra otros nuevo nueva relacionado reciente outro outra outros
        novo nova recente precedente altri nuovo nuova vorige laatste andere nieuwe volgende gerelateerde""",
    "d": """this my our dieser diesen dieses diesem diese mein meine meinen meiner meines unser unsere unseren
        unserem cet cette ce mon ma notre este esta mi nuestro nuestra deste desta neste nesta meu minha nosso
        nossa questo questa quest mio mia nostro nostra dit deze mijn ons onze""",
    "D": """the a an der die das den dem ein eine einen einem le la les l un une el lo los las una uno
        o os as um uma il gli het een""",
    "o": "of di d de des du del della dello dell degli do da dos d van from von davon hiervon",
    "i": "it c es ca cela we you i u he she sie ihr wir ich man wij je men vous tu usted ustedes voce voces voi",
    "M": "more mehr plus mas mais altro piu meer di_piu las_mer les_mer laes_mere wiecej",
    "H": """over_here over_there right_here par_la here there link hier dort ici lien aqui ahi alli enlace ali qui qua daar collegamento this_link tutaj the_link
        follow_this_link follow_the_link folgen_sie_diesem_link folge_diesem_link suivez_ce_lien sigue_este_enlace
        siga_este_enlace siga_este_link segui_questo_link volg_deze_link la_bas""",
    "t": "to",
    "A": """on at in via onto into auf bei beim im unter zum zur nach sur chez dans en au vers em no na pelo
        pela num numa su sul sulla sui presso nel nella nei op bij naar aan over_at over_on over_to over_in pa hos""",
    "w": """website site page profile platform newsroom magazine portal publication newsletter channel webseite seite
        homepage magazin webpage sito pagina rivista revista sitio web perfil portail account compte profiel
        tijdschrift substack""",
    "b": "by par door durch",  # who first published it
    "E": """below has have had is are was be been live lives sits available up online waiting located appears appear now ready can could
        may ll ve re ist sind steht stehen liegt verfugbar kann konnen konnt kannst gibt geht gehts
        abrufbar nachlesbar lesbar est sont trouve disponibles disponibile accessible consultable disponible lisible peut pouvez peuvent se e puede pueden puedes podeis encuentra pode podem
        disponivel encontra trova si puo potete puoi sta staat staan beschikbaar kan kun kunt te zu ete already directly
        exclusively hosted running wordt werd wurde wird
        tell told tells wrote erzahle erzahlt erzahlen schreibe raconte cuento contamos conto vertel vertellen""",
    "S": """study studies paper report reports guideline guidelines guidance research trial survey abstract statement
        release book chapter policy bill law ruling list schedule program programme agenda guide disclaimer
        disclosure terms results findings data recording transcript documentation details bio biography
        petition methodology protocol recommendations references slides presentation manual whitepaper document
        studie studien untersuchung leitlinie leitlinien pressemitteilung buch kapitel umfrage liste gutachten
        forschungsbericht programm ratgeber ergebnisse etude etudes rapport recherche enquete communique livre
        recommandations resultats estudio estudios informe investigacion encuesta comunicado libro lista guia
        resultados estudo estudos relatorio pesquisa livro studio studi rapporto ricerca indagine comunicato guida
        risultati elenco onderzoek onderzoeken richtlijn richtlijnen persbericht boek lijst gids resultaten
        programma press_release linee_guida""",
    "B": """about regarding concerning uber thema dazu daruber hierzu concernant sobre acerca respecto riguardo over
        zum_thema a_propos au_sujet a_respeito""",
    "K": "video podcast episode webinar episodio puntata aflevering talk film",
        # an article does this at a place without being there
    "n": """based depends depend draws builds relies focuses focus deals looks argues reports comments refers
        basiert beruht handelt bezieht repose porte basa basado trata refiere baseia refere basato riguarda
        gebaseerd gaat_over""",
    "p": """conversation discussion debate dialogue chat diskussion unterhaltung gesprach conversacion conversa
        discussione conversazione gesprek discussie debat""",
    "I": "his her their whose seine seinen seinem sa leur suo sua zijn haar",
    "Y": "too also auch ademas aussi egalement tambien igualmente tambem anche pure ook as_well ebenfalls las_ocksa laes_ogsa les_ogsa czytaj_takze zobacz_tez",
    "U": """subscribe subscribing subscription follow share sign log login register download watch listen buy donate
        discuss tweet email member membership abonnieren abonniere abonniert folge folgen folgt teilen teile
        anmelden registrieren kommentieren herunterladen anhoren anschauen kaufen abonnez suivez partagez inscrivez
        connectez telechargez ecoutez regardez commentez achetez suscribete sigueme siguenos sigue_me comparte
        comenta descarga descargar escucha mira compra registrate inscreva assine compartilhe comente baixe ouca
        assista compre iscriviti seguimi seguici condividi commenta scarica ascolta guarda acquista abonneer volg
        deel reageer luister koop siga_me siga_nos leave_a schrijf_je thanks_for_reading thank_you_for_reading danke_furs_lesen
        gracias_por_leer obrigado_por_ler grazie_per_aver_letto bedankt_voor_het_lezen""",
    "j": "with mit avec con com met",
    "l": "learn savoir erfahren saber sapere weten",
    "N": """originally first initially previously ursprunglich zuerst erstmals zunachst erstmalig initialement
        originellement originalmente originariamente inicialmente primero primeramente primeiramente primeiro
        inizialmente prima gia oorspronkelijk eerst eerder aanvankelijk d_abord a_l_origine en_premier
        en_premier_lieu pour_la_premiere_fois por_primera_vez pela_primeira_vez per_la_prima_volta in_origine
        voor_het_eerst""",
    "C": """published posted appeared ran printed veroffentlicht erschienen erschien publiziert gepostet
        publie publiee paru parue parut publicado publicada aparecio aparecido aparecida apareceu saiu salio
        postado postada pubblicato pubblicata apparso apparsa uscito uscita verschenen verscheen gepubliceerd
        geplaatst""",
    # published only with "first" beside it
    "e": "seen written shared featured geschrieben geteilt ecrit escrito escrita compartido divulgado publico publique publiquei postei escribi scritto scritta geschreven",
    "c": """cross_posted_from crossposted_from reposted_from re_posted_from republished_from reprinted_from reblogged_from
        syndicated_from republished_with_permission reprinted_with_permission reposted_with_permission
        reproduced_with_permission ubernommen_von ubernommen_aus crosspost_von nachdruck_aus
        mit_freundlicher_genehmigung_von repris_de repris_du republie_de republie_depuis reproduit_de
        reproduit_avec_l_autorisation_de republicado_de republicado_desde reproducido_de
        reproducido_con_permiso_de tomado_de republicado_do reproduzido_de reproduzido_do ripubblicato_da
        ripreso_da tratto_da overgenomen_van overgenomen_uit herplaatst_van doorgeplaatst_van erstveroffentlichung erstpublikation premiere_parution
        premiere_publication primera_publicacion primeira_publicacao prima_pubblicazione eerste_publicatie first_publication""",
    "r": """original originale originalen originaler originaux originel originele origine ursprungliche
        ursprunglichen oorspronkelijke""",
    "q": """originalbeitrag originalartikel originaltext originalpost originalquelle source_originale original_source
        fuente_original fonte_original fonte_originale oorspronkelijke_bron""",
    # together they mean something else
    "X": """a_continuacion in_seguito in_seguito_a di_seguito a_seguir tout_de_suite par_la_suite a_la_suite suite_a
        full_time full_disclosure all_in long_term und_so_weiter in_order_to no_longer as_long_as
        how_long long_story_short tout_a_fait du_tout tout_le_monde whole_foods new_york first_part""",
}  # fmt: skip

# What else tells, if not by itself: for the odds alone.
HINTS = {
    "stub": """excerpt cut recortado coupe cortei tagliato geschrapt weggelassen left_out excerpts excerpted extract teaser taste preview introduction intro opening beginning begins starts
        start snippet shortened abridged condensed adapted auszug einleitung anfang vorgeschmack gekurzt kurzfassung leseprobe
        extrait debut avant_gout commence extracto comienzo principio introduccion adelanto inicio empieza fragmento trecho
        excerto introducao comeco comeca estratto inizio introduzione assaggio anteprima comincia fragment inleiding begin
        voorproefje stukje begint utdrag inledning uddrag indledning innledning wstep poczatek""",
    "part": """half halves third thirds two_thirds part parts halfte teil teile moitie partie parties mitad parte partes metade
        meta parti helft deel delen halvan polowa""",
    "number": """two three four five six seven eight nine ten dozen zwei drei vier funf sechs sieben acht neun zehn deux
        trois quatre cinq sept huit neuf dix dos tres cuatro cinco seis siete ocho nueve diez dois duas quatro sete oito nove
        dez due tre quattro cinque sei sette otto dieci twee drie vijf zes zeven negen tien 2 3 4 5 6 7 8 9 10""",
    "remaining": """remaining other others ubrigen anderen weiteren autres otros otras restantes outros outras altri altre
        andere overige missing fehlt manque falta manca ontbreekt""",
    "tell": """tell tells telling told describe describes explain explains reveal unpack discuss expand erzahle erzahlen
        verrate beschreibe erklare erlautere behandle aufgeschrieben raconte racontons explique cuento contamos contar
        contarlo contado explico desarrollo conto contei contamos explico racconto raccontiamo raccontare spiego vertel
        vertelt beschrijf behandel afmaken maak_af""",
    "answer": """answer answers reply response said replied antwort antworten antwortete sagte reponse repondu respuesta
        respondio resposta respondeu risposta rispose antwoord antwoordde zei svar""",
    "moved": """moved new_home umgezogen demenage mudado mudou mudanza trasferito traslocato verhuisd flyttat flyttet""",
    "how": """happened happens curious intrigued cliffhanger wonder conclusion punch_line ausging geschah passierte passiert weiterging neugierig
        spannend denouement curieux paso pasado curioso curiosa curiosos aconteceu acabou successo finita curiosi incuriositi gebeurde
        afliep nieuwsgierig""",
    "room": "room space characters platz platzgrunden place espacio sitio espaco spazio ruimte ruimtegebrek cabe",
    "at-length": """at_length in_full in_depth in_detail all scoop ausfuhrlich ausfuhrliche ausfuhrlicher in_voller en_detail
        en_profundidad largo extenso extensa extensamente em_detalhe por_extenso esteso estesa uitgebreid uitvoerig""",
    "this": "this dieser dieses diesen diesem diese cet cette ce este esta deste desta questo questa dit deze det denna detta",
    "my": """my our mine ours mein meine meinen meiner meines meinem unser unsere mon ma mes notre nos mi mis nuestro nuestra
        meu minha nosso nossa mio mia nostro nostra mijn onze ons min mit moim moj""",
    "me": "i we ich wir je nous j yo nosotros eu io noi ik wij we jag jeg",
    "they": "he she they er sie il elle ils ella ele ela lui lei hij zij ze hon han",
    "whose": "his her their seine seinen ihr ihre ihren son sa leur su seu sua suo sua loro zijn haar hun hans",
    "else": """dr prof professor doctor colleague friend kollege kollegin professorin collegue docteur colega doctora dra
        collega dottoressa dokter profesor professora friends freund freundin ami amie confrere
        consoeur amigo amiga amico amica vriend vriendin minister ministerin ministre ministro ministra president prasident
        author autorin auteur autora autor autrice kollega kollegan kolezanki nurse nurses pfleger
        infirmieres enfermeras enfermeiras infermiere""",
    "link": "link links lien enlace click clic clique klick klicken klik clicca haz_clic pincha",
    "place": "medium linkedin substack blog blogs website site sito pagina newsletter column facebook pulse tumblr",
    "praise": """recommend recommended great excellent wonderful worth must suggest favorite brilliant lovely lesenswert
        empfehle empfehlen grossartig tipp lesetipp recommande excellent beau recomiendo recomendable imprescindible
        excelente recomendo vale_a_pena consiglio bello bellissimo aanrader prachtig aanbevolen polecam""",
    "source": """source sources via fonte fuente quelle quellen bron bronnen referencia referencias referenz literatur
        literature reference references bibliografia bibliographie bibliography riferimenti referencias zrodlo kalla kilde""",
    "series": """series serie serien saga previous next earlier part_one part_1 teil_1 teil_eins premiere_partie primera_parte
        primeira_parte prima_parte eerste_deel seit_dem""",
    "form": """register registration survey form appointment book booking ticket tickets seats directions map anmeldung
        anmelden termin formular lageplan inscription inscriptions formulaire rendez_vous inscripcion inscripciones formulario
        cita mapa inscricao inscricoes consulta iscrizione iscrizioni prenota modulo mappa aanmelding aanmelden afspraak
        formulier""",
    "translation": """translation translated english german french spanish ubersetzung englisch englische traduction anglaise
        anglais traduccion inglesa ingles traducao traduzione inglese vertaling engels engelse""",
    "treatment": """treatment therapy therapie behandlung traitement tratamiento tratamento terapia behandeling cure
        medication""",
    "team": """team family career clinic hospital equipe familie famille familia familia famiglia equipo equipa squadra
        krankenhaus klinik hopital clinica ospedale ziekenhuis kliniek gezin""",
    "pictures": """photo photos picture pictures image images gallery album foto fotos bilder bild galerie galeria galleria
        imagenes imagens immagini beelden bilderna billederne bildene fotografias zdjec zdjecia""",
    "support": "support donate help donation spenden spende soutenir dona donar ayuda ajuda doe doar aiuto steun doneer",
}
