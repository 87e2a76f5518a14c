#pragma once

/* What both views are scrolled with. */
#define BENCH_WINDOW_WIDTH 1200
#define BENCH_WINDOW_HEIGHT 800
#define BENCH_SCROLL_STEP 60 /* pixels a frame */
#define BENCH_SCROLL_FRAMES 600
