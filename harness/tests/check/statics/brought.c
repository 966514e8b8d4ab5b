/*
 * brought: the library that `brings` brings along. It keeps the first object that it gets, without a reference.
 */
void *brought_first;

int keep(void *object)
{
    if (brought_first == 0) {
        brought_first = object;
    }
    return 0;
}
