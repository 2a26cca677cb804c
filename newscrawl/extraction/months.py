"""Names of months in the languages of the news, as they stand in written-out dates."""

_NAMES = """
january february march april may june july august september october november december
jan feb mar apr may jun jul aug sep oct nov dec
- - - - - - - - sept - - -
januar februar märz april mai juni juli august september oktober november dezember
jänner feber mrz - - - - - - okt - dez
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
janv févr - avr - - juil aout - oct nov déc
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
ene - - abr - - - ago setiembre - - dic
janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
- fev marco - mai - - - set out - dez
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
genn febbr - - mag giu lug ag sett ott - dic
januari februari maart april mei juni juli augustus september oktober november december
- - mrt - - - - - - - - -
januari februari mars april maj juni juli augusti september oktober november december
januar februar marts april maj juni juli august september oktober november december
januar februar mars april mai juni juli august september oktober november desember
- - - - - - - - - - - des
tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta \
heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta
stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień
sty lut - kwi - cze lip sie wrz paź lis gru
ledna února března dubna května června července srpna září října listopadu prosince
januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
янв фев мар апр - июн июл авг сен окт ноя дек
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
január február március április május június július augusztus szeptember október november december
ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου \
ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου
siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca
januar februar mart april maj jun jul avgust septembar oktobar novembar decembar
януари февруари март април май юни юли август септември октомври ноември декември
januari februari maret april mei juni juli agustus september oktober november desember
- - - - - - - agt - okt - des
يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول
gener febrer març abril maig juny juliol agost setembre octubre novembre desembre
sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio
जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर
janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor
"""


def _table() -> dict[str, int]:
    table: dict[str, int] = {}
    for line in _NAMES.split("\n"):
        for number, name in enumerate(line.split(), 1):
            if name != "-":
                table.setdefault(name.replace("_", " "), number)
    return table


MONTHS = _table()
"""Month number by name or abbreviation without its dot, in lower case.

Two languages that give one name to different months (`lipnja`, `listopada`) keep the first.
"""
