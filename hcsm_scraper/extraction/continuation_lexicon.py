"""What the words of a sentence mean for the question whether a text goes on, or came from, elsewhere.

Kinds of meanings, their meanings, and the words of each: eleven languages in full, of a dozen others
what such sentences are made of. Case and accents do not matter; "_" joins the words of a phrase, "*"
stands for any end of a word. The longest entry that fits has its say; a word may mean several things.
"""

from __future__ import annotations

MEANINGS = {
    "going": {
        # continue, weitergehen
        "goes-on": """cont go_on goes_on carry_on carries_on picks_up pick_up geht_es_weiter geht_s_weiter gehts_weiter
            es_geht_weiter fortgesetzt fortsetzen setzt_sich proceed proceeds it_continues it_goes_on poursuivre
            poursuivez poursuit prolongez sigue prosigue proseguir prossegue prosseguir va_avanti vanno_avanti
            cont_d contd a_suivre se_poursuit verdergaat verder_gaat loopt_door gaat_verder sigue_en prosegui
            prosegue proseguire proseguite segue vervolgd vervolgt vervolgen fortsatter fortsatt fortsaetter
            fortsaet fortsetter fortsett kontynuuj continu* weitergeh* jatka* jatku* pokrac* devam* продолж*
            продовж* продълж* folytat* συνεχ* 続く 继续 繼續 계속 이어서 lanjut* nastav* המשך jarraitu* متابعة""",
        # weiter: so, or at the end of a sentence
        "onward": """weiter verder videre vidare dalej dalsi далее дальше далі tovabb mai_departe edasi toliau talak tiep
            edelleen dale""",
        # goes on only with reading behind it
        "keep": "keep keep_on resume seguir siga sigan seguid sigamos prosigamos siguiendo seguitare",
        "read-on": """weiterzulesen weitergelesen doorlezen verderlezen fertiglesen uitlezen keep_on_reading lees_door
            lees_meteen_door las_vidare laes_videre les_videre fortsatt_lasa fortsatt_las fortsaet_laesningen
            czytaj_dalej weiterl*""",
        "finish": """finissez finite finiscila concluir fertig zu_ende finisci finire finir achever acabar finisco acabo
            beende acabe* finish* termin*""",
    },
    "reading": {
        "read": """read reading lesen lies lest liest lese nachlesen nachzulesen lekture durchlesen lire lisez lis lecture
            leer lee lea lean leed leyendo leerlo leerla leelo lectura ler leia leiam lendo lermos leitura leggi
            leggere leggete leggerlo leggerla leggilo leggendo lettura lees lezen leest gelezen gelesen lasa laser
            laes laese laeses las_hela les_hele las_resten les_resten przeczytaj przeczytasz luettav* lukem* lukea
            lue cist cten* ctete precist prect* okuy* okum* oku читат* прочита* прочит* прочет* llegi* citeste* citi
            citit* olvas* διαβα* 読む 読 阅读 閱讀 읽* baca* membaca procita* citaj* citat* לקרוא קריאה اقرأ القراءة loe
            lugeda skait* lasit doc czyta*""",
    },
    "rest": {
        "rest": """rest remainder remaining continuation forts fortsetzung second_half second_part second_portion
            other_half part_two part_2 part_ii final_part last_part teil_2 zweiter_teil zweiten_teil reste suite
            la_fin deuxieme_partie seconde_partie resto restante restantes continuacion lo_demas lo_que_falta
            lo_que_sigue segunda_parte continuacao continuazione seguito proseguimento seconda_parte vervolg restant
            overige tweede_deel tweede_helft resten fortsattning fortsattningen fortsaettelse fortsaettelsen
            fortsettelse fortsettelsen reszta reszte ciag_dalszy dokonczenie dalsza_czesc les_resten las_resten
            loput loppuosa* zbytek остал* окончание решта restul resta ostatak υπολοιπο* 続き 其余 剩下 나머지 sisanya بقية
            dalsz* devami maradek* zweite_halfte zweiten_halfte andere_halfte seconda_meta altra_meta segunda_metade
            outra_metade segunda_mitad otra_mitad deuxieme_moitie seconde_moitie autre_moitie andere_helft
            andra_halvan anden_halvdel second_installment""",
        # the rest, if it is that of an article
        "ending": """ending end conclusion ende schluss ausgang desenlace desfecho finale final conclusione einde slot slutet
            slutningen slutten zakonczenie auflosung ontknoping afloop fine la_fin il_finale o_final el_final o_fim""",
        "ends": """ends ended ausgeht endet ausging endete finit termine termina terminara acaba finisce afloopt eindigt""",
        "remaining": """remaining other others ubrigen anderen weiteren autres otros otras restantes outros outras altri altre
            andere overige missing fehlt manque falta manca ontbreekt""",
        "part": """half halves third thirds two_thirds part parts halfte teil teile moitie partie parties mitad parte
            partes metade meta parti helft deel delen halvan polowa""",
    },
    "more": {
        "more": """more mehr plus mas mais altro piu meer di_piu las_mer les_mer laes_mere wiecej lisaa vice viac vise
            daha_fazla больше подробнее ещё більше tobb mes mai_mult περισσοτερ* もっと 更多 더 المزيد עוד""",
    },
    "whole": {
        "whole": """full entire whole unabridged uncut extended longer long lengthier fuller full_length in_full
            in_its_entirety in_entirety it_all everything ganz volle vollen lange langen langere langeren
            ausfuhrliche ausfuhrlichen alles in_voller_lange in_ganzer_lange entier entiere totalite tout toute
            longue en_entier en_integralite dans_son_integralite dans_son_entier en_version_longue integro integra
            entero entera todo toda tudo por_completo por_entero en_su_totalidad en_extenso inteiro inteira
            na_integra por_inteiro na_totalidade intero intera tutto tutta per_intero per_esteso hele gehele heel
            volledig volledige volledigen compleet integraal uitgebreide helemaal in_zijn_geheel in_het_geheel hela
            fullstandiga fulde caly cala cale calego pelny pelna pelne les_hele las_hele laes_hele koko kokonaan
            cely celou cele celeho tamam* tumu* полност* полны* полная полную целиком весь всю повн* sencer* intreg*
            teljes* ολοκληρ* πληρ* 전체 lengkap* cijel* ceo המלא كامل* الكامل* kogu visa цял* целия longa lunga larga
            longo lungo integral* complet* vollst* komplett* gesamt* ungekurz* ganze*""",
        "whole-text": """volltext langversion langfassung 全文 전문 selengkapnya version_larga versao_longa versione_lunga
            version_longue lange_fassung lange_version lange_versie long_version longer_version volledige_versie
            version_completa versao_completa versione_completa version_complete vollversion""",
        "at-length": """at_length in_full in_depth in_detail all scoop in_voller en_detail en_profundidad largo em_detalhe
            por_extenso esteso estesa uitgebreid uitvoerig extens* ausfuhrlich*""",
    },
    "text": {
        "article": """post article piece entry column review writeup dispatch oped editorial commentary recap feature thoughts
            remarks musings rant longread explainer obituary tribute reflection reflections thread blog_post
            blog_entry blog_article guest_post guest_article this_one write_up op_ed blog artikel artikels beitrag
            beitrags beitrages blogbeitrag blogbeitrages blogartikel gastbeitrag gastartikel kommentar glosse
            meldung eintrag blogeintrag billet chronique edito papier temoignage tribune entretien entrada nota
            publicacion columna entrevista cronica ensayo resena testimonio noticia artigo postagem publicacao
            materia coluna depoimento ensaio resenha pezzo intervista editoriale saggio notizia testimonianza
            approfondimento stuk blogstuk nieuwsbericht opinie bijdrage opiniestuk blogbericht artikeln artiklen
            artykul artykulu kirjoitu* artikkel* juttu* jutun clan* prispev* yazi* makale* стать* пост поста посте
            стаття статтю статті cikk* iras* bejegyz* αρθρο* 記事 文章 글 기사 tulisan* המאמר הפוסט المقال straipsn*
            статия* textul teksti* metni* essa* esej* letter lettre carta lettera brief brev list_post cronaca
            kolumn* blogue blogi blogpost* roundup listicle profile diary journal analysis analyse analisis analise
            analisi memoir dossier newsletter_issue issue edition ausgabe poem tutorial deep_dive portrat portrait
            retrato ritratto krönika kroni* debattartik* innlegg* inlagg* indlaeg* wpis* felieton* bejegyzes*
            interview* reporta* articul* articol*""",
        "text": """text story thing tale geschichte fassung recit histoire texto historia relato bericht berichts testo
            storia racconto verhaal versie historien historii account erzahlung relaas fortelling fortaell*
            berattels* lista liste list povest* historie version* texte* tekst*""",
    },
    "others": {
        # of others, or many
        "articles": """posts articles stories pieces essays entries blogs columns comments replies responses reviews news
            noticias notizie beitrage blogbeitrage geschichten kommentare billets recits commentaires articulos
            entradas notas comentarios artigos postagens textos articoli commenti artikelen berichten verhalen
            blogberichten reacties""",
        "another": """previous earlier last latest newest recent other another next related similar older new vorherigen
            vorherige letzten letzte letzter neuesten neueste neuester neuen neuer anderen andere anderer weitere
            weiteren nachsten precedent precedents dernier derniere autre autres nouveau nouvel nouvelle anterior
            anteriores ultimo ultima otro otra otros nuevo nueva relacionado reciente outro outra outros novo nova
            recente precedente altri nuovo nuova vorige laatste nieuwe volgende gerelateerde kapcsolodo pribuzn* 関連
            相关 관련 terkait povezan* похожие popular meistgelesen* les_plus_lus plus_lus lo_mas_leido mas_leidos
            mais_lidos piu_letti meest_gelezen popularne najczesciej mest_laste mest_laeste""",
        "series": """series serie serien saga previous next earlier part_one part_1 teil_1 teil_eins premiere_partie
            primera_parte primeira_parte prima_parte eerste_deel seit_dem""",
    },
    "own": {
        "this": """this dieser diesen dieses diesem diese unseren unserem cet cette ce este esta deste desta neste nesta
            questo questa quest dit deze det denna detta""",
        "mine": """my our mine ours mein meine meinen meiner meines meinem unser unsere mon ma mes notre nos mi mis nuestro
            nuestra meu minha nosso nossa mio mia nostro nostra mijn onze ons min mit moim moj моем мой моя моей oma
            můj mem muj sajat mitt mina mojego mojej""",
    },
    "me": {
        "me": "i we ich wir je nous j yo nosotros eu io noi ik wij jag jeg",
    },
    "place": {
        "here": """over_here over_there right_here par_la here there link hier dort ici lien aqui ahi alli enlace ali qui
            qua daar collegamento this_link tutaj the_link follow_this_link follow_the_link folgen_sie_diesem_link
            folge_diesem_link suivez_ce_lien sigue_este_enlace siga_este_enlace siga_este_link segui_questo_link
            volg_deze_link la_bas taalla tasta zde tady burada buradan здесь тут aici itt εδω こちら ここ 这里 此处 點此 点击 여기*
            sini ovdje כאן هنا siin cia tukaj har her""",
        "link": "link links lien enlace click clic clique klick klicken klik clicca haz_clic pincha",
        "place": "blog blogs website site sito pagina newsletter column",
        "platform": """medium* linkedin* substack* wordpress* tumblr* ghost* facebook* note hashnode* blogger* pulse""",
        "site": """website site page profile platform newsroom magazine portal publication newsletter channel webseite
            seite homepage magazin webpage sito pagina rivista revista sitio web perfil portail account compte
            profiel tijdschrift""",
    },
    "finding": {
        "find": """find finds see view check get head hop jump click tap go catch discover access open browse swing_by
            stop_by turn_to look siehe schau schaut springen wechseln sehen ansehen klick klicke klicken klickt hol
            holen retrouvez retrouver decouvrez decouvrir voir voyez consultez consulter rendez allez accedez
            acceder filez passez encuentras ver vea consulta consultar haz haga clic pincha descubre descubra acceda
            accede entra entrad dirigete confira conferir veja acesse encontre acessar trovi trovate trovare vedi
            vedere scopri scoprite clicca cliccate cliccare andate vai passa passate consultate bekijk vind vindt
            vinden klik ga bezoek bekijken kijk surf dive grab explore peruse enjoy mosey ab_zu direction vete corra
            corre vai_su zajrzyj springt surft huschen hupft schaut_vorbei jetez coup_d_oeil echa_un_vistazo
            da_uma_olhada da_un_occhiata dai_un_occhiata neem_een_kijkje ta_en_titt besok zobacz przejdz znajdziesz
            открыть смотреть viz podivejte bekijkt goruntule lihat se_hela kuk visit* besuch* finde* encontrar*
            trouv* cliqu*""",
        "learn": "learn savoir erfahren saber sapere weten naucz*",
    },
    "telling": {
        "tell": """tell tells telling told describe describes explain explains reveal unpack discuss expand erzahle
            erzahlen verrate beschreibe erklare erlautere behandle aufgeschrieben raconte racontons explique cuento
            contamos contar contarlo contado explico desarrollo conto contei racconto raccontiamo raccontare spiego
            vertel vertelt beschrijf behandel afmaken maak_af leg_uit forklarar forklarer svelo revelo revele
            desvelo verklap verraten wyjasniam begrunde begrundet antworte""",
        "how": """happened happens intrigued cliffhanger wonder conclusion punch_line ausging geschah passierte passiert
            weiterging neugierig spannend denouement curieux paso pasado aconteceu acabou successo finita
            incuriositi gebeurde afliep nieuwsgierig et_ensuite et_apres und_dann was_dann e_depois e_poi y_despues
            y_luego en_toen en_dan and_then what_next wie_es_ausging wie_es_weiterging hoe_het_afliep
            hoe_het_verder_ging curio*""",
        "answer": """answer answers reply said replied sagte reponse repondu respuesta resposta risposta rispose zei svar
            antwo* respon*""",
        "written": """seen written shared featured geschrieben geteilt ecrit escrito escrita compartido divulgado publico
            publique publiquei postei escribi scritto scritta geschreven wrote skrev skrivit skrevet napisal*
            schreef escrevi ecrivais schrieb penned contributed aufgeschrieben opgeschreven verfasst redige redacte
            redigi""",
    },
    "origin": {
        "first": """originally first initially previously zuerst erstmals zunachst erstmalig initialement originellement
            originalmente originariamente inicialmente primero primeramente primeiramente primeiro inizialmente
            prima gia oorspronkelijk eerst eerder aanvankelijk d_abord a_l_origine en_premier en_premier_lieu
            pour_la_premiere_fois por_primera_vez pela_primeira_vez per_la_prima_volta in_origine voor_het_eerst
            alun_perin ensin puvodne ilk_olarak впервые первоначально изначально уперше initial eredetileg αρχικα
            pierwotnie oprindelig* opprinnelig* ursprung* forst""",
        "published": """published posted appeared ran printed publiziert gepostet publie publiee paru parue parut aparecio
            aparecido aparecida apareceu saiu salio postado postada pubblicato pubblicata apparso apparsa uscito
            uscita verschenen verscheen geplaatst julkaist* vyslo vysel publikov* yayin* опубликов* вышла опублік*
            aparut megjelent δημοσιευ* 掲載 发表 gepubliceerd* publicerad* publicerat* offentliggjor* publisert* ukazal*
            opublikow* diterbitkan objavlj* publicad* publicat* veroffentlich* erschien*""",
        "taken-from": """cross_posted_from crossposted_from reposted_from re_posted_from republished_from reprinted_from
            reblogged_from syndicated_from republished_with_permission reprinted_with_permission
            reposted_with_permission reproduced_with_permission ubernommen_von ubernommen_aus crosspost_von
            nachdruck_aus mit_freundlicher_genehmigung_von repris_de repris_du republie_de republie_depuis
            reproduit_de reproduit_avec_l_autorisation_de republicado_de republicado_desde reproducido_de
            reproducido_con_permiso_de tomado_de republicado_do reproduzido_de reproduzido_do ripubblicato_da
            ripreso_da tratto_da overgenomen_van overgenomen_uit herplaatst_van doorgeplaatst_van
            erstveroffentlichung erstpublikation premiere_parution premiere_publication primera_publicacion
            primeira_publicacao prima_pubblicazione eerste_publicatie first_publication 初出 转载 repost* republi*
            reprint* reblog* syndicat* crosspost* reproduc* reprodui* reproduz* ripres* overgenom*
            wiederveroffentlich* rediffusion ubernommen herplaatst""",
        "original": """originaux originel originele origine ursprungliche ursprunglichen oorspronkelijke original*""",
        "original-text": """originalbeitrag originalartikel originaltext originalpost originalquelle source_originale
            original_source fuente_original fonte_original fonte_originale oorspronkelijke_bron 原文 eredeti_cikk*
            originalen""",
    },
    # a link that says so leads to no text, or to no other one
    "otherwise": {
        "document": """study paper report reports guidance research trial survey abstract statement release book chapter policy
            bill law ruling list schedule agenda guide disclaimer disclosure terms findings data recording
            transcript documentation details bio biography petition methodology protocol recommendations references
            slides presentation manual whitepaper document untersuchung leitlinie leitlinien pressemitteilung buch
            kapitel umfrage liste gutachten forschungsbericht ratgeber ergebnisse etude etudes rapport enquete
            communique livre recommandations informe investigacion encuesta comunicado libro lista guia relatorio
            pesquisa livro rapporto ricerca indagine comunicato guida risultati elenco onderzoek onderzoeken
            richtlijn richtlijnen persbericht boek lijst gids press_release linee_guida studi* resul* estud*
            guideline* recherch* program*""",
        "recording": """video podcast episode webinar episodio puntata aflevering talk film podkast* подкаст* poslechn*
            poslouch* audio youtube spotify aufnahme episodes folge_anhoren vidéo horfassung horversion lydversion
            ljudversion audioversie lydfil versione_audio version_audio versao_em_audio wersja_audio anhoren
            beluister* escuchar ecouter ouvir ascolt*""",
        "talk": """debate dialogue chat unterhaltung gesprach gesprek debat conver* discussi* diskussion*""",
        # subscribe, share, listen, buy
        "do-else": """follow share sign log login register download watch listen buy donate discuss tweet email member
            membership folge folgen folgt teilen teile anmelden registrieren herunterladen anhoren anschauen kaufen
            suivez partagez inscrivez connectez telechargez ecoutez regardez commentez achetez suscribete sigueme
            siguenos sigue_me comparte comenta descarga descargar escucha mira compra registrate inscreva assine
            compartilhe comente baixe ouca assista compre iscriviti seguimi seguici condividi commenta scarica
            ascolta guarda acquista volg deel reageer luister koop siga_me siga_nos leave_a schrijf_je
            thanks_for_reading thank_you_for_reading danke_furs_lesen gracias_por_leer obrigado_por_ler
            grazie_per_aver_letto bedankt_voor_het_lezen seuraa tilaa uutiskirj* kuuntele sleduj* odeber* takip
            abone* paylas* подпис* подпиш* слуша* делитесь поделит* підпис* segueix* urmar* aboneaz* kovess kovet*
            iratkoz* feliratkoz* ακολουθ* εγγραφ* フォロー 登録 購読 订阅 关注 구독* 팔로우* ikuti berlangganan folg tilmeld* folj
            prenumer* meld_deg sledz obserwuj* subskryb* zapisz zapisz_sie comment comments kommentier* kommentare
            commenter comentar comentarios comentem commentare commenti reageren kommentera kommenter komentuj
            kommentar kommentarer vote stimmt votez vota diskutier* diskutera diskuter discutez discute discutam
            discutete applau* clap claps aplau* klatscht klatschen praat react* reagiert reagieren reagissez
            reagieer sponsor* gefallt like liked enjoyed abonn* subscri*""",
        "praise": """recommend recommended great excellent wonderful worth must suggest favorite brilliant lovely lesenswert
            empfehle empfehlen grossartig tipp lesetipp recommande beau recomiendo recomendable imprescindible
            excelente recomendo vale_a_pena consiglio bello bellissimo aanrader prachtig aanbevolen polecam""",
        "source": """source sources via fonte fuente quelle quellen bron bronnen literatur literature riferimenti zrodlo
            kalla kilde bibliog* refer*""",
        "form": """register registration survey form appointment book booking ticket tickets seats directions map anmeldung
            anmelden termin lageplan rendez_vous cita mapa consulta iscrizione iscrizioni prenota modulo mappa
            aanmelding aanmelden afspraak formul* inscri*""",
        "translation": """german french spanish anglaise anglais vertaling engels engelse tradu* ubersetz* ingles* engli*
            translat*""",
        "treatment": """treatment therapy therapie behandlung traitement tratamiento tratamento terapia behandeling cure
            medication""",
        "team": """team career clinic hospital famiglia squadra krankenhaus klinik hopital clinica ospedale ziekenhuis
            kliniek gezin famil* equip*""",
        "pictures": """photo photos picture pictures gallery album foto fotos galerie galeria galleria immagini beelden
            billederne fotografias zdjec zdjecia imag* bild*""",
        "support": """support donate help donation spenden spende soutenir dona donar ayuda ajuda doe doar aiuto steun doneer""",
    },
    "they": {
        "they": "he she they er sie il elle ils ella ele ela lui lei hij zij ze hon han hun jej jego",
        "theirs": """haar hans her his hun ihr ihre ihren leur loro sa seine seinem seinen seu son su sua suo their whose
            zijn hennes hendes hennar jego jej""",
        "else": """dr prof colleague friend collegue docteur colega dra collega dottoressa dokter friends freund freundin
            ami amie confrere consoeur amigo amiga amico amica vriend vriendin president prasident author auteur
            autrice nurse nurses pfleger infirmieres enfermeras enfermeiras infermiere ven venn vaninna veninde
            venninne przyjaci* znajom* minist* profes* kolleg* autor* kolezank* docto*""",
    },
    "also": {
        "also": """too also auch ademas aussi egalement tambien igualmente tambem anche pure ook as_well ebenfalls
            las_ocksa laes_ogsa les_ogsa czytaj_takze zobacz_tez myos take taky taktez ayrica ilginizi_cekebilir
            также тоже також tambe si_pe citeste_si επισης あわせて juga takoder также_читайте doporucujeme ogsa ocksa
            aven rowniez takze tez likasa anche_su cross_posted crossposted gekruispost parallel simultaneamente
            in_parallelo ebenso genauso gleichfalls gleichzeitig zeitgleich zusatzlich tout_autant de_meme
            aussi_bien simultanement parallelement asimismo da_mesma_forma do_mesmo_modo ugualmente altresi
            parimenti contemporaneamente eveneens tevens evenzeer tegelijk likewise simultaneously mirror* samtidigt
            samtidig jednoczesnie rownolegle dual_posted alternatively wahlweise au_choix""",
        "same": """same mismo misma mesmo mesma meme memes stesso stessa medesimo derselbe dasselbe dieselbe demselben
            dezelfde hetzelfde samma samme ten_sam ta_sama to_samo stejny stejna copy kopie copie copia kopi
            identisch* identic* duplicate""",
        "prefer": """prefer prefers rather lieber bevorzug* preferez prefieres prefiere prefere preferes preferite preferisci
            liever voorkeur foredrar foretrekker wolisz mieux_aime""",
    },
    "about": {
        "about": """about regarding concerning uber thema dazu daruber hierzu concernant sobre acerca respecto riguardo over
            zum_thema a_propos au_sujet a_respeito""",
        # an article does this at a place without being there
        "is-about": """based depends depend draws builds relies focuses focus deals looks argues reports comments refers
            basiert beruht handelt bezieht repose porte basa basado trata refiere baseia refere basato riguarda
            gebaseerd gaat_over""",
    },
    "beginning": {
        "stub": """cut recortado coupe cortei tagliato geschrapt weggelassen left_out teaser taste preview intro opening
            starts start snippet shortened abridged condensed adapted auszug einleitung anfang vorgeschmack gekurzt
            kurzfassung leseprobe debut avant_gout commence comienzo principio adelanto inicio empieza fragmento
            trecho excerto comeco comeca estratto inizio assaggio anteprima comincia fragment inleiding voorproefje
            stukje utdrag inledning uddrag indledning innledning wstep poczatek excerpt* introdu* begin* extra*""",
        "room": """room space characters platz platzgrunden place espacio sitio espaco spazio ruimte ruimtegebrek cabe""",
        "moved": """moved new_home umgezogen demenage mudado mudou mudanza trasferito traslocato verhuisd flyttat flyttet""",
        "number": """two three four five six seven eight nine ten dozen zwei drei vier funf sechs sieben acht neun zehn deux
            trois quatre cinq sept huit neuf dix dos tres cuatro cinco seis siete ocho nueve diez dois duas quatro
            sete oito nove dez due tre quattro cinque sei sette otto dieci twee drie vijf zes zeven negen tien 2 3 4
            5 6 7 8 9 10""",
    },
    # words that order nothing
    "small": {
        "one": """it c es ca cela we you i u he she sie ihr wir ich man wij je men vous tu usted ustedes voce voces voi""",
        "the": """the a an der die das den dem ein eine einen einem le la les l un une el lo los las una uno o os as um
            uma il gli het een""",
        "of": "of di d de des du del della dello dell degli do da dos van from von davon hiervon",
        "by": "by par door durch",
        "with": "with mit avec con com met",
        "for": "for fur pour para por per voor",
        "to": "to",
        "at": """on at in via onto into auf bei beim im unter zum zur nach sur chez dans en au vers em no na pelo pela
            num numa su sul sulla sui presso nel nella nei op bij naar aan over_at over_on over_to over_in pa hos
            osoitteessa vo на в у în la pe di til till""",
        "is": """below has have had is are was be been live lives sits available up online waiting located appears appear
            now ready can could may ll ve re ist sind steht stehen liegt verfugbar kann konnen konnt kannst gibt
            geht gehts abrufbar nachlesbar lesbar est sont trouve disponibles disponibile accessible consultable
            disponible lisible peut pouvez peuvent se e puede pueden puedes podeis encuentra pode podem disponivel
            encontra trova si puo potete puoi sta staat staan beschikbaar kan kun kunt te zu ete already directly
            exclusively hosted running wordt werd wurde wird tell told tells wrote erzahle erzahlt erzahlen schreibe
            raconte cuento contamos conto vertel vertellen finns findes finnes ligger dostepn* jest""",
    },
    # together they mean something else
    "neutral": {
        "neutral": """a_continuacion in_seguito in_seguito_a di_seguito a_seguir tout_de_suite par_la_suite a_la_suite suite_a
            full_time full_disclosure all_in long_term und_so_weiter in_order_to no_longer as_long_as how_long
            long_story_short tout_a_fait du_tout tout_le_monde whole_foods new_york first_part""",
    },
}  # fmt: skip
