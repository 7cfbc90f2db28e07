/** Words that stand on whiteboards and in notes, and which dictionaries lack or rank too low. */

const list = (words: string): readonly string[] => words.trim().split(/\s+/u);

/** Names of variables, fields and types, as people write them in pseudocode. */
export const identifiers = list(`
  node head tail next prev root left right value val data key index idx i j k n m x y result res temp tmp
  current curr count counter sum total max min mid low high start end first last list array arr arr1 arr2
  queue stack tree graph map set dict hash table bucket pointer ptr ref string str char num number item
  items element elem size length len capacity input output args params name id user users order orders
  price email token config request response callback handler event state props self this visited seen
  parent child children edge edges vertex vertices weight distance neighbors adjacency matrix row rows col
  cols grid cell board buffer bytes file path url date time timestamp status code message msg error err
  flag found empty full top front rear back newNode new_node oldHead linkedList linked_list maxHeap minHeap
  hashMap hash_table frontQueue leftNode rightNode nodeA nodeB list1 list2 ll1 ll2 tree1 tree2 valueA
  valueB newVal oldVal slow fast runner cursor answer words letters pairs dogs cats animals shelter
  isEmpty hasNext is_valid foundIt currentNode previousNode maxValue minValue newArray returnValue`);

/** Methods and functions that are called on or with the identifiers. */
export const methods = list(`
  insert insertBefore insertAfter append prepend remove delete add get set find search push pop peek enqueue
  dequeue contains includes has sort merge reverse rotate traverse visit print log toString split join map
  filter reduce forEach slice splice concat keys values entries size length isEmpty clear copy create build
  init update swap compare equals hash getHash insertNode addEdge getNeighbors breadthFirst depthFirst
  preOrder inOrder postOrder binarySearch mergeSort quickSort insertionSort fizzBuzz leftJoin zipLists
  kthFromEnd validateBrackets findMax sumOddNumbers main test describe it expect parse format read write
  open close send receive connect next then catch`);

/** Keywords and operators with letters. */
export const keywords = list(`
  if else elif for while do return function def class new null None nil true false True False let const var
  int bool string void public private static import from in of is not and or try except throw switch case
  break continue this self async await struct begin end then print NULL END IF ELSE WHILE FOR RETURN`);

/** What courses, interviews and engineers' notes speak of. */
export const computingTerms = list(`
  algorithm pseudocode pseudo code problem domain visual verification edge cases test tests testing Big O
  time space complexity recursion recursive iterate iteration iterative iterator loop traversal binary
  search linked doubly singly circular pointer reference stack queue heap tree trie graph directed weighted
  cyclic hash hashmap hashtable collision bucket array arrays integer string strings boolean object objects
  function functions method methods class classes constructor instance interface abstract inheritance
  variable variables declare define initialize assign argument arguments parameter parameters return returns
  input inputs output outputs expected result null empty node nodes root leaf leaves parent child children
  sibling height depth level breadth first last balanced unbalanced duplicate duplicates unique sorted
  unsorted ascending descending odd even prime factorial fibonacci palindrome anagram bracket brackets
  matching valid invalid exception error errors throw catch server client database schema query index cache
  latency throughput network protocol packet request response endpoint API REST JSON HTTP HTTPS URL SQL HTML
  CSS DOM React Node Java JavaScript Python Docker Linux GitHub deploy deployment pipeline container cluster
  kernel thread threads process memory disk CPU GPU RAM cloud AWS login logout session token password auth
  encryption neural gradient training model dataset accuracy tensor vector matrix layer layers epoch batch
  sprint backlog kanban scrum standup feature features bug bugs fix refactor merge branch commit release
  whiteboard enqueue dequeue peek pop push insert append swap pivot partition merge quick selection bubble`);

/** What meetings and lectures speak of. */
export const meetingTerms = list(`
  agenda minutes action actions item items owner deadline due today tomorrow yesterday Monday Tuesday
  Wednesday Thursday Friday Saturday Sunday January February March April May June July August September
  October November December meeting review budget forecast revenue sales customer customers client clients
  market marketing strategy goals objectives targets risk risks issues decision decisions follow-up next
  steps question questions answer answers discuss discussion proposal project projects team teams manager
  lead design research interview feedback priority high medium low urgent done pending blocked hiring
  onboarding training workshop launch roadmap milestone vision mission values process improvement summary
  notes lecture chapter homework exam quiz theorem proof lemma definition example equation formula energy
  force mass velocity acceleration temperature pressure cell protein enzyme reaction molecule theory history
  groceries milk bread eggs butter coffee sugar phone call email address birthday dentist doctor rent
  don't can't isn't doesn't won't it's that's there's let's I'm I'll I've we're we'll you're they're
  who what when where why how pros cons ideas brainstorm thanks please remember important note todo TODO`);

export const abbreviations = list(`
  e.g. i.e. etc. vs. w/ w/o approx. min. max. avg. dept. mgr. fig. no. nb. cf. p. pp. Dr. Mr. Mrs. Prof. St.
  a.m. p.m. AM PM ASAP FYI TBD N/A Q1 Q2 Q3 Q4 KPI ROI CEO CTO HR PR UX UI QA MVP OKR ETA EOD DS LL BST BFS DFS
  FIFO LIFO OOP TDD CI/CD I/O O/P b/c btw re: ref. ch. sec. vol. ex. M. Mme Mlle n° p.ex. c.-à-d. RDV SVP`);

/** The French words that make up most of any French page. */
export const commonFrench = list(`
  le la les un une des du de au aux et ou où mais donc car ni or je tu il elle on nous vous ils elles me te
  se lui leur y en ce cet cette ces mon ma mes ton ta tes son sa ses notre votre leurs qui que quoi dont
  à dans par pour sur sous avec sans chez vers entre après avant depuis pendant contre jusque très plus
  moins bien mal aussi encore déjà toujours jamais souvent ici là ne pas rien tout tous toute toutes même
  être est sont était étaient été sera suis avoir ai as a avons avez ont avait fait faire fut dit aller va
  voir vu prendre pris mis venir venu donner donné petit grand bon jour jours année années mois heure temps
  matin soir homme femme enfant père mère frère fils fille maison ville rue pays école église monsieur
  madame lettre janvier février mars avril mai juin juillet août septembre octobre novembre décembre lundi
  mardi mercredi jeudi vendredi samedi dimanche français française cœur œuvre sœur reçu façon garçon ça
  c'est d'un d'une l'on qu'il qu'elle n'est s'est j'ai l'année l'eau aujourd'hui voilà cher chère siècle`);
