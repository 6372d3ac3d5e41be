/* Linked with every object of one layer and the layers below: a call upwards is an undefined reference. */
int main(void)
{
    return 0;
}
