#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/question.h"

#include "ui/common/typed-name.h"

struct _OrchTypedName {
  AdwBin parent_instance;

  char *name;         /* (owned) */
  GtkEditable *entry; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchTypedName, orch_typed_name, ADW_TYPE_BIN)

static void
update (OrchTypedName *self)
{
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));

  orch_question_set_can_answer (GTK_WIDGET (self), g_str_equal (typed, self->name));
}

static void
orch_typed_name_map (GtkWidget *widget)
{
  OrchTypedName *self = ORCH_TYPED_NAME (widget);

  GTK_WIDGET_CLASS (orch_typed_name_parent_class)->map (widget);

  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
orch_typed_name_finalize (GObject *object)
{
  g_free (ORCH_TYPED_NAME (object)->name);

  G_OBJECT_CLASS (orch_typed_name_parent_class)->finalize (object);
}

static void
orch_typed_name_class_init (OrchTypedNameClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = orch_typed_name_finalize;
  GTK_WIDGET_CLASS (klass)->map = orch_typed_name_map;
}

static void
orch_typed_name_init (OrchTypedName *self)
{
  GtkWidget *entry = gtk_entry_new ();

  self->entry = GTK_EDITABLE (entry);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (update), self);
}

/**
 * orch_typed_name_new:
 * @text: why, and what to type
 * @name: what has to be typed; spaces around it do not matter
 *
 * Returns: (transfer floating): a widget for orch_question_ask_with_async()
 */
GtkWidget *
orch_typed_name_new (const char *text, const char *name)
{
  OrchTypedName *self;
  GtkWidget *box, *label;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  self = g_object_new (ORCH_TYPE_TYPED_NAME, NULL);
  self->name = g_strstrip (g_strdup (name));

  label = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), GTK_WIDGET (self->entry));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name to confirm"), -1);

  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->entry));
  adw_bin_set_child (ADW_BIN (self), box);

  return GTK_WIDGET (self);
}
