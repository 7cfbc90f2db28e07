import type { PageLanguage } from '../../../shared/contract/pageLanguage.ts';

/** Notes in each language, written for this measurement; no language model has seen them. */
export const languageTexts: Readonly<Record<PageLanguage, string>> = {
  english: `
    Meeting on Thursday at ten, bring the printed plan and the keys of the storage room. Peter wants to show us how the new
    pump works before we order another one. Ask the school whether the bus leaves earlier during the winter. Shopping: flour,
    two litres of milk, onions, washing powder, something for the cat. The garden needs water twice a week while we are away,
    the neighbour has offered to look after it. Call the dentist and move the appointment to next month. Ideas for the talk:
    why people forget names, how memory changes with age, a short experiment with the audience. The roof was repaired yesterday
    but the gutter still drips on the left side. We agreed that nobody works on the last Friday of June. Remember to thank
    Mary for the photographs, they turned out really well. If it rains on Saturday we shall meet in the hall instead of the
    park. Questions for the lawyer: who pays the fees, when does the contract end, can we leave earlier. The children would
    like to build a small boat from old boxes. Lecture notes: a tree has one root, each node keeps a list of its children.`,
  french: `
    Réunion jeudi à dix heures, apporter le plan imprimé et les clés du dépôt. Pierre veut nous montrer comment marche la
    nouvelle pompe avant que nous en commandions une autre. Demander à l'école si le bus part plus tôt pendant l'hiver. Courses :
    farine, deux litres de lait, oignons, lessive, quelque chose pour le chat. Le jardin a besoin d'eau deux fois par semaine
    pendant notre absence, le voisin a proposé de s'en occuper. Appeler le dentiste et repousser le rendez-vous au mois prochain.
    Idées pour l'exposé : pourquoi on oublie les noms, comment la mémoire change avec l'âge, une petite expérience avec le
    public. Le toit a été réparé hier mais la gouttière fuit encore du côté gauche. Nous avons décidé que personne ne travaille
    le dernier vendredi de juin. Penser à remercier Marie pour les photos, elles sont vraiment réussies. S'il pleut samedi on
    se retrouve dans la salle au lieu du parc. Questions pour l'avocat : qui paie les frais, quand finit le contrat, peut-on
    partir avant. Les enfants aimeraient construire un petit bateau avec de vieilles boîtes en carton.`,
  german: `
    Besprechung am Donnerstag um zehn, den gedruckten Plan und die Schlüssel vom Lager mitbringen. Peter will uns zeigen, wie
    die neue Pumpe läuft, bevor wir noch eine bestellen. In der Schule fragen, ob der Bus im Winter früher fährt. Einkaufen:
    Mehl, zwei Liter Milch, Zwiebeln, Waschpulver, etwas für die Katze. Der Garten braucht zweimal in der Woche Wasser, solange
    wir weg sind, der Nachbar hat angeboten, sich darum zu kümmern. Zahnarzt anrufen und den Termin auf nächsten Monat
    verschieben. Ideen für den Vortrag: warum man Namen vergisst, wie sich das Gedächtnis im Alter verändert, ein kleiner Versuch
    mit dem Publikum. Das Dach wurde gestern repariert, aber die Regenrinne tropft links immer noch. Wir haben vereinbart, dass
    am letzten Freitag im Juni niemand arbeitet. Maria für die Fotos danken, sie sind wirklich schön geworden. Wenn es am Samstag
    regnet, treffen wir uns im Saal statt im Park. Fragen an die Anwältin: wer zahlt die Gebühren, wann endet der Vertrag, können
    wir früher ausziehen. Die Kinder möchten aus alten Kartons ein kleines Schiff bauen.`,
  dutch: `
    Vergadering op donderdag om tien uur, het geprinte plan en de sleutels van het magazijn meenemen. Pieter wil ons laten zien
    hoe de nieuwe pomp werkt voordat we er nog een bestellen. Op school vragen of de bus in de winter eerder vertrekt.
    Boodschappen: bloem, twee liter melk, uien, waspoeder, iets voor de kat. De tuin heeft twee keer per week water nodig zolang
    we weg zijn, de buurman heeft aangeboden om ervoor te zorgen. Tandarts bellen en de afspraak naar volgende maand verzetten.
    Ideeën voor het praatje: waarom mensen namen vergeten, hoe het geheugen met de leeftijd verandert, een kleine proef met het
    publiek. Het dak is gisteren gerepareerd maar de dakgoot lekt links nog steeds. We hebben afgesproken dat niemand op de
    laatste vrijdag van juni werkt. Niet vergeten Marie te bedanken voor de foto's, ze zijn echt mooi geworden. Als het zaterdag
    regent zien we elkaar in de zaal in plaats van in het park. Vragen voor de advocaat: wie betaalt de kosten, wanneer loopt
    het contract af, kunnen we eerder weg. De kinderen willen graag van oude dozen een bootje bouwen.`,
  italian: `
    Riunione giovedì alle dieci, portare il progetto stampato e le chiavi del magazzino. Pietro vuole mostrarci come funziona la
    nuova pompa prima che ne ordiniamo un'altra. Chiedere alla scuola se d'inverno l'autobus parte prima. Spesa: farina, due litri
    di latte, cipolle, detersivo, qualcosa per il gatto. Il giardino ha bisogno d'acqua due volte alla settimana mentre siamo via,
    il vicino si è offerto di occuparsene. Chiamare il dentista e spostare l'appuntamento al mese prossimo. Idee per la relazione:
    perché la gente dimentica i nomi, come cambia la memoria con l'età, un piccolo esperimento con il pubblico. Il tetto è stato
    riparato ieri ma la grondaia perde ancora dal lato sinistro. Abbiamo deciso che nessuno lavora l'ultimo venerdì di giugno.
    Ricordarsi di ringraziare Maria per le fotografie, sono venute davvero bene. Se sabato piove ci vediamo nella sala invece
    che nel parco. Domande per l'avvocato: chi paga le spese, quando finisce il contratto, possiamo andarcene prima. I bambini
    vorrebbero costruire una piccola barca con delle vecchie scatole.`,
  spanish: `
    Reunión el jueves a las diez, llevar el plano impreso y las llaves del almacén. Pedro quiere enseñarnos cómo funciona la bomba
    nueva antes de que pidamos otra. Preguntar en la escuela si el autobús sale más temprano en invierno. Compras: harina, dos
    litros de leche, cebollas, detergente, algo para el gato. El jardín necesita agua dos veces por semana mientras estamos fuera,
    el vecino se ha ofrecido a cuidarlo. Llamar al dentista y cambiar la cita para el mes que viene. Ideas para la charla: por qué
    la gente olvida los nombres, cómo cambia la memoria con la edad, un pequeño experimento con el público. El tejado se arregló
    ayer pero el canalón todavía gotea por el lado izquierdo. Hemos acordado que nadie trabaja el último viernes de junio.
    Acordarse de dar las gracias a María por las fotografías, han quedado muy bien. Si el sábado llueve nos vemos en la sala en
    lugar del parque. Preguntas para la abogada: quién paga los gastos, cuándo termina el contrato, podemos irnos antes. Los niños
    quieren construir un barco pequeño con cajas viejas.`,
  portuguese: `
    Reunião na quinta-feira às dez, levar a planta impressa e as chaves do armazém. O Pedro quer mostrar-nos como funciona a bomba
    nova antes de encomendarmos outra. Perguntar na escola se o autocarro sai mais cedo no inverno. Compras: farinha, dois litros
    de leite, cebolas, detergente, alguma coisa para o gato. O jardim precisa de água duas vezes por semana enquanto estamos fora,
    o vizinho ofereceu-se para cuidar dele. Ligar ao dentista e mudar a consulta para o mês que vem. Ideias para a palestra: por
    que as pessoas esquecem os nomes, como a memória muda com a idade, uma pequena experiência com o público. O telhado foi
    consertado ontem mas a calha ainda pinga do lado esquerdo. Combinámos que ninguém trabalha na última sexta-feira de junho. Não
    esquecer de agradecer à Maria pelas fotografias, ficaram mesmo bonitas. Se chover no sábado encontramo-nos na sala em vez do
    parque. Perguntas para a advogada: quem paga as despesas, quando acaba o contrato, podemos sair antes. As crianças gostavam de
    fazer um pequeno barco com caixas velhas.`,
};
