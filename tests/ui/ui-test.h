#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void ui_test_init (int *argc, char ***argv);

/* Runs the main loop until @condition holds; fails the test after half a minute. */
#define ui_test_wait_until(condition)                                                              \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 ui_test_deadline = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;                       \
    while (!(condition)) {                                                                         \
      if (g_get_monotonic_time () > ui_test_deadline)                                              \
        g_error ("%s:%d: not within 30 s: %s", __FILE__, __LINE__, #condition);                    \
      ui_test_iterate ();                                                                          \
    }                                                                                              \
  }                                                                                                \
  G_STMT_END

void ui_test_iterate (void);

/* The child of a composite template, or of its parents', by its ID, or else of a widget below;
 * fails the test where there is none. */
gpointer ui_test_child (gpointer widget, const char *id);
/* The page of the main window with this name; fails the test where it was not shown yet. */
gpointer ui_test_page (gpointer window, const char *name);
/* The first descendant of type @type for which the predicate holds, or NULL. */
typedef gboolean (*UiTestMatch) (GtkWidget *widget, gconstpointer data);
GtkWidget *ui_test_find (gpointer root, GType type, UiTestMatch match, gconstpointer data);
/* The first visible label below @root that holds @text, or NULL. */
GtkWidget *ui_test_find_label (gpointer root, const char *text);
/* The open window of type @type, or NULL. */
gpointer ui_test_find_window (GType type);
/* Waits for a question and answers it; @verb is a button's label, with its mnemonic. */
void ui_test_answer (const char *verb);
/* Closes all toasts: they come one after the other, and each stays for seconds. */
void ui_test_dismiss_toasts (gpointer root);
/* The message dialog on the screen, or NULL. */
GtkWidget *ui_test_find_question (void);

/* (transfer full): waits for the text in the clipboard of a widget. */
char *ui_test_read_clipboard (GtkWidget *widget);

/* An OrchEditDialog: whether its button sends, pressing it, whether it waits, what it says went
 * wrong (NULL: nothing). */
gboolean ui_test_can_send (GtkWidget *dialog);
void ui_test_send (GtkWidget *dialog);
gboolean ui_test_is_sending (GtkWidget *dialog);
const char *ui_test_message (GtkWidget *dialog);

G_END_DECLS
