/* SPDX-License-Identifier: MIT */
/* main.c - wires everything. */
int main(void)
{
    return 0;
}
