#include "config.h"

#include "demo/demo-names.h"

/* Both lists have a prime number of names, so that a pair returns only after all others. */
static const OrchDemoName FIRST_NAMES[] = {
  { "Ada", "ada" },         { "Boris", "boris" },
  { "Chiara", "chiara" },   { "Dmitri", "dmitri" },
  { "Élodie", "elodie" },   { "Farid", "farid" },
  { "Greta", "greta" },     { "Hiro", "hiro" },
  { "Inês", "ines" },       { "Jonas", "jonas" },
  { "Katya", "katya" },     { "Liam", "liam" },
  { "Mei", "mei" },         { "Nadia", "nadia" },
  { "Óscar", "oscar" },     { "Priya", "priya" },
  { "Quentin", "quentin" }, { "Rosa", "rosa" },
  { "Søren", "soren" },     { "Tamar", "tamar" },
  { "Uchenna", "uchenna" }, { "Valentina", "valentina" },
  { "Wei", "wei" },         { "Ximena", "ximena" },
  { "Yusuf", "yusuf" },     { "Zofia", "zofia" },
  { "Amina", "amina" },     { "Björn", "bjorn" },
  { "Camille", "camille" }, { "Dewi", "dewi" },
  { "Eero", "eero" },       { "Fatima", "fatima" },
  { "Giorgos", "giorgos" }, { "Hana", "hana" },
  { "Ioana", "ioana" },     { "Jürgen", "jurgen" },
  { "Kwame", "kwame" },     { "Leilani", "leilani" },
  { "Mateo", "mateo" },     { "Ngozi", "ngozi" },
  { "Olga", "olga" },       { "Pedro", "pedro" },
  { "Rania", "rania" },     { "Siobhán", "siobhan" },
  { "Thabo", "thabo" },     { "Ulrike", "ulrike" },
  { "Vikram", "vikram" },   { "Wanjiru", "wanjiru" },
  { "Yara", "yara" },       { "Zeynep", "zeynep" },
  { "Arjun", "arjun" },     { "Brigitte", "brigitte" },
  { "Cem", "cem" },
};

static const OrchDemoName LAST_NAMES[] = {
  { "Andersen", "andersen" },
  { "Bauer", "bauer" },
  { "Costa", "costa" },
  { "Dubois", "dubois" },
  { "Eriksen", "eriksen" },
  { "Fischer", "fischer" },
  { "García", "garcia" },
  { "Horvat", "horvat" },
  { "Ivanova", "ivanova" },
  { "Jensen", "jensen" },
  { "Kowalski", "kowalski" },
  { "Lopez", "lopez" },
  { "Moreau", "moreau" },
  { "Novák", "novak" },
  { "Okafor", "okafor" },
  { "Petrov", "petrov" },
  { "Quinn", "quinn" },
  { "Rossi", "rossi" },
  { "Schmidt", "schmidt" },
  { "Tanaka", "tanaka" },
  { "Ueda", "ueda" },
  { "Vásquez", "vasquez" },
  { "Weber", "weber" },
  { "Yıldız", "yildiz" },
  { "Zhang", "zhang" },
  { "Adeyemi", "adeyemi" },
  { "Bhattacharya", "bhattacharya" },
  { "Castellanos", "castellanos" },
  { "Dlamini", "dlamini" },
  { "El-Sayed", "el-sayed" },
  { "Fernandes", "fernandes" },
  { "Gupta", "gupta" },
  { "Haddad", "haddad" },
  { "Ishikawa", "ishikawa" },
  { "Janssen", "janssen" },
  { "Kim", "kim" },
  { "Lindgren", "lindgren" },
  { "Mbeki", "mbeki" },
  { "Nguyen", "nguyen" },
  { "O'Brien", "obrien" },
  { "Papadopoulos", "papadopoulos" },
  { "Qureshi", "qureshi" },
  { "Ramírez", "ramirez" },
  { "Santos", "santos" },
  { "Tremblay", "tremblay" },
  { "Usman", "usman" },
  { "Virtanen", "virtanen" },
  { "Wójcik", "wojcik" },
  { "Xu", "xu" },
  { "Yamamoto", "yamamoto" },
  { "Zimmermann", "zimmermann" },
  { "Almeida", "almeida" },
  { "Björk", "bjork" },
  { "Çelik", "celik" },
  { "Da Silva", "da-silva" },
  { "Eze", "eze" },
  { "Ferrari", "ferrari" },
  { "Grünwald", "grunwald" },
  { "Hakimi", "hakimi" },
};

/* The given name of person @number. */
const OrchDemoName *
orch_demo_names_get_first (guint number)
{
  return &FIRST_NAMES[number * 7 % G_N_ELEMENTS (FIRST_NAMES)];
}

/* The family name of person @number. */
const OrchDemoName *
orch_demo_names_get_last (guint number)
{
  return &LAST_NAMES[number * 11 % G_N_ELEMENTS (LAST_NAMES)];
}
