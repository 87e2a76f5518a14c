#include "config.h"

#include "demo/demo-draw.h"

/* SplitMix64. */
guint64
orch_demo_draw (guint64 thing, guint what)
{
  guint64 z = ((thing << 8) + what) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

/* At least 0, below 1. */
double
orch_demo_draw_fraction (guint64 thing, guint what)
{
  return (double) (orch_demo_draw (thing, what) >> 11) / (double) (G_GUINT64_CONSTANT (1) << 53);
}
