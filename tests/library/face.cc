/* The public header is C++, too, and links as such. */
#include <cstring>
#include <understudy.h>

int main()
{
    understudy_film film = UNDERSTUDY_FILM_NOTHING;
    understudy_memory *memory = understudy_memory_create();
    const understudy_decision *decision = nullptr;
    film.imdb_id = "tt9900001";
    bool good = understudy_identify(memory, &film, nullptr, 0, &decision) == UNDERSTUDY_OK &&
                decision->verdict == UNDERSTUDY_NO_PROOF && std::strlen(understudy_version()) > 0;
    understudy_memory_destroy(memory);
    return good ? 0 : 1;
}
