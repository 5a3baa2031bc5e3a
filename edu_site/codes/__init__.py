"""Every code a problem can have: how severe it is, what it says, what to do. English message ids; `{name}` are values.

The first letter is the room of origin: F files, Y YAML, S schema, M Markdown, O organisation tree, C content items,
R references, P personal data, B build, I import of exports, D disclosure control, G contributions by git,
K keys, U publishing, W sites seen from outside, A backup. A code is never reused for another meaning.
"""

from edu_site.codes.code import Code, Severity
from edu_site.codes.structure import STRUCTURE

__all__ = ["CODES", "REASONS", "Code", "Severity"]

# Words that stand as values in messages and are translated there.
REASONS = (
    "12 digits", "fifth digit", "check digit", "not a regular file", "no rows", "it needs too much time or memory",
    "it is damaged", "it is encrypted", "JavaScript", "a command that starts a program", "another file",
    "a form that is a program", "a form that sends data", "a form that reads data", "media", "a link that loads another file",
    "its author", "who changed it last", "who printed it", "a manager", "tracked changes", "comments", "hidden layers",
    "a hidden sheet", "hidden rows or columns", "a hidden slide", "pages", "organisations", "content", "where a picture was taken",
    "program and libraries", "theme and mkdocs.yml", "Python",
    "a hidden sheet", "hidden rows or columns", "a hidden slide", "pages", "organisations", "where a picture was taken",
)  # fmt: skip

E, W = Severity.ERROR, Severity.WARNING

CODES: dict[str, Code] = {
    **STRUCTURE,  # Y, S, O
    # files
    "F01": Code(E, "This is a link, not a file", "put the file itself here"),
    "F02": Code(E, "The file is {size} bytes long, more than the limit of {limit}", "split it or make it smaller"),
    "F03": Code(E, "The text is not UTF-8: byte {offset} cannot be read", "save the file as UTF-8"),
    "F04": Code(E, "The character {character} is not allowed in a text", "delete the invisible character"),
    "F05": Code(E, "The name {name} is not allowed", "use lowercase Latin letters, digits and hyphens"),
    "F06": Code(E, "Files of the type {type} are not published", "use one of: {allowed}"),
    "F07": Code(
        E, "The file is not what its name says: {name} does not begin like a {type} file", "save it again in that format"
    ),
    "F08": Code(E, "The file cannot be read: {reason}", "check the file and its permissions"),
    "F09": Code(E, "{name} is configuration, which does not belong into content", "delete it"),
    "F10": Code(W, "Nothing refers to this file, so it is not published", "name it under attachments or tables, or delete it"),
    "F11": Code(E, "The table cannot be read: {reason}", "save it as CSV in UTF-8 with commas"),
    "F12": Code(E, "The column {column} is missing in {file}", "its columns are: {columns}"),
    "F13": Code(E, "{value} in column {column} is not a number", "write numbers with digits and a decimal point"),
    "F14": Code(E, "The file is empty", "write the item or delete the file"),
    "F15": Code(E, "The folder {path} does not exist", "run the command in the folder that holds content/, or name it"),
    "F16": Code(E, "The file {name} holds macros", "save it again as {type} without macros"),
    "F17": Code(E, "Folders are nested deeper than {limit} levels", "move the folder up"),
    "F18": Code(E, "The document {name} holds {what}", "save or print it again as PDF, without it"),
    "F19": Code(
        E,
        "The properties of the document {name} tell {what}",
        "clear them: in the office program under File, Info, Inspect Document; in a PDF save without properties",
    ),
    "F20": Code(
        E, "The document {name} holds what its readers do not see: {what}", "accept, show or delete it, and save again"
    ),
    "F21": Code(E, "The file {name} cannot be looked through: {reason}", "save it again without password, or make it smaller"),
    "F22": Code(
        W, "The document {name} holds no text", "make its pages readable by text recognition; look yourself for personal data"
    ),
    "F23": Code(E, "The picture {name} has more than {limit} million pixels", "make it smaller"),
    "F24": Code(E, "The picture {name} moves", "take one picture of it; a film is a link"),
    # markdown
    "M01": Code(E, "The front matter is not closed", "end it with a line ---"),
    "M02": Code(E, "The file does not begin with front matter", "begin with a line ---, then title: and the other fields"),
    "M03": Code(E, "HTML is not used in texts: {found}", "write Markdown, or put code between backticks"),
    "M04": Code(E, "Links to {scheme}: are not allowed", "use https:, mailto:, tel:, ref: or the name of a file"),
    "M05": Code(E, "A line is longer than {limit} characters", "break the line"),
    "M06": Code(E, "More than {limit} square brackets in one text", "split the text"),
    "M07": Code(E, "Lists or quotations are nested deeper than {limit} levels", "make the structure flatter"),
    "M08": Code(E, "Headings in a text begin at ##", "the page's title is already the heading of level 1"),
    "M09": Code(E, "Images from other sites are not shown: {url}", "put the image into the item's folder"),
    "M10": Code(E, "The text links to the file {file}, which is not here", "put it beside the text, or correct the name"),
    "M11": Code(W, "A heading jumps from level {before} to {after}", "use the next level"),
    "M12": Code(E, "An image needs a text that describes it", "write it between the square brackets"),
    "M13": Code(E, "More than {limit} lines in one text", "split the text"),
    "M14": Code(E, "More than {limit} backticks in a row", "three are enough"),
    # content
    "C01": Code(E, "Unknown section {name}", "did you mean {nearest}?"),
    "C02": Code(W, "The text exists only in {language}", "add {missing}; until then the page says so"),
    "C03": Code(E, "{field} differs from the other language's file", "keep it in one of the two files, or make them equal"),
    "C04": Code(E, "The item has no text in either language", "write kk: and ru:, at least one of them"),
    "C05": Code(E, "Two items have the id {id}: also {other}", "rename one of the files"),
    "C06": Code(E, "The end is before the start", "check start: and end:"),
    "C07": Code(E, "The item was updated before it was published", "check published: and updated:"),
    "C08": Code(E, "Neither a text nor pending: is given", "write the text, or pending: and why it is not there yet"),
    "C09": Code(E, "The subject {value} is unknown", "did you mean {nearest}?"),
    "C10": Code(E, "The file {file} does not exist", "put it beside the item, or correct the name"),
    "C11": Code(E, "{value} is not a link", "write it with https://"),
    "C12": Code(W, "The passport was last verified {days} days ago", "compare it with the act and set verified:"),
    "C13": Code(E, "{value} is not the code of an act on adilet", "copy it from the address, for example V2200030534"),
    "C14": Code(E, "A rescheduled seminar needs previous_start and a raised sequence", "add both"),
    "C15": Code(E, "Grade {value} does not exist", "grades are 0 to 12"),
    "C16": Code(
        E,
        "A file of this name is not an item",
        "names end in .kk.md, .ru.md or .yml; other files lie beside an item that names them",
    ),
    "C17": Code(W, "The publication date lies in the future", "the item is shown from that day on"),
    "C18": Code(E, "The decision is done but has no date of closing", "add closed:"),
    "C19": Code(W, "The text in {language} is older than the other: {days} days", "bring it up to date"),
    "C20": Code(E, "The weights of the indicators must be positive", "check weight:"),
    "C21": Code(E, "The table names the organisation {value}, which does not exist", "did you mean {nearest}?"),
    "C22": Code(E, "{id} is the address of a page the program makes itself", "give the file another name"),
    "C23": Code(E, "{value} stands here twice", "keep one of them"),
    # references
    "R01": Code(E, "The reference {reference} leads nowhere", "did you mean {nearest}?"),
    "R02": Code(E, "{reference} is not a reference", "write organisation, organisation/section/item or section/item"),
    # personal data
    "P01": Code(E, "A personal number (IIN) stands here: {masked}", "delete it; personal numbers are never published"),
    "P02": Code(
        E,
        "A private telephone number stands here: {masked}",
        "delete it, make it a contact in organisation.yml, or explain it in allowed.yml",
    ),
    "P03": Code(
        E,
        "A private e-mail address stands here: {masked}",
        "delete it, make it a contact in organisation.yml, or explain it in allowed.yml",
    ),
    "P04": Code(
        E, "This looks like a list of pupils with their marks", "delete it; if it is something else, explain it in allowed.yml"
    ),
    # tables of progress and attendance
    "T01": Code(E, "The table of figures cannot be read: {reason}", "take the file from edu-site protect as it is"),
    "T02": Code(
        E, "The file holds the figures of {found}", "put it into the folder of its release, named after its organisation"
    ),
    "T03": Code(E, "A figure of {indicator} is no band between 0 and 100", "take the file from edu-site protect as it is"),
    "T04": Code(
        E,
        "The file beside the certificate of {release} is no signature",
        "take certificate.sig from edu-site protect as it is, or sign again",
    ),
    # build
    "B01": Code(E, "The site could not be built: {reason}", "this is a fault of the program; report it with this line"),
    "B02": Code(
        E,
        "The process that built this site ended twice ({detail}), at {page}",
        "look for the cause at that place, or in the system's log",
    ),
    "B03": Code(
        E, "The site was given up: no sign of life for {detail}, at {page}", "simplify the page, or raise --job-seconds"
    ),
    "B04": Code(
        E, "The site was given up: it takes too much memory ({detail}), at {page}", "split the page, or raise --worker-memory"
    ),
    "B05": Code(
        E, "The site could not be built: {detail}, at {page}", "this is a fault of the program; report it with this line"
    ),
    "B06": Code(
        W, "The store cannot keep what was read: {reason}", "the sites are built all the same, but everything is read again"
    ),
    "B07": Code(
        E, "The scheduler of the cluster cannot be used: {detail}", "check that it runs, its address and the --tls options"
    ),
    "B08": Code(E, "This worker of the cluster has another {what}", "bring it to the same version and the same project folder"),
    "B09": Code(E, "No worker has joined the cluster", "start one on each machine: dask worker {address}"),
    "B10": Code(E, "Building on a cluster needs a further library", 'install it: pip install "edu-site[cluster]"'),
    # import of exports
    "I01": Code(E, "The file is damaged or of another kind: {reason}", "export it again"),
    "I03": Code(E, "Reading the file was stopped: it needs {limit}", "split the export by classes or terms"),
    "I04": Code(
        E,
        "The encoding cannot be told for sure: it could be {candidates}",
        "export as UTF-8 or XLSX, or name it with --encoding",
    ),
    "I05": Code(
        E, "Bytes here cannot be read as {encoding}", "export as UTF-8 or XLSX; do not join files of different encodings"
    ),
    "I06": Code(E, "The letters were spoilt before the file was saved", "export again from the journal as UTF-8 or XLSX"),
    "I07": Code(E, "The file is UTF-16 without a byte order mark", "export it again as UTF-8"),
    "I08": Code(E, "A character that belongs into no text stands here: {character}", "export again from the journal"),
    "I09": Code(E, "A quotation mark that is opened here is never closed", "close it, or delete it"),
    "I10": Code(E, "A cell here is longer than any cell of a journal", "export again from the journal"),
    "I11": Code(E, "The row has {found} cells, the header has {wanted}", "a delimiter is missing or too many in this row"),
    "I12": Code(E, "There is nothing to import in the file", "export again; an empty file never deletes anything"),
    "I13": Code(E, "There are more than {limit} {what}", "split the export by classes or terms"),
    "I14": Code(
        E, "No header was found; missing are the columns {columns}", "compare the layout with docs/imports.md, or run --sniff"
    ),
    "I15": Code(E, "Two columns are called {field}", "rename or delete one of them"),
    "I16": Code(
        W, "The name of this column mixes Latin and Cyrillic letters; it was taken for the Cyrillic one", "type it again"
    ),
    "I17": Code(W, "The row repeats the row {other}; it was taken once", "delete one of them"),
    "I18": Code(E, "The row contradicts the row {other}", "keep the one that is true"),
    "I19": Code(E, "{value} is not a value of {field}", "correct the cell, or add the word to the profile"),
    "I20": Code(E, "{value} is not a date", "write dates as {formats}"),
    "I21": Code(E, "{value} lies in the future or outside {year}", "check the date and the period of the export"),
    "I22": Code(E, "A number was rounded by a spreadsheet", "make the column a text and export again"),
    "I23": Code(E, "The number of a pupil (IIN) is wrong", "copy it again from the document"),
    "I24": Code(W, "Pupils of the file have marks of the same term in {organisation} too", "check who moved and when"),
    "I25": Code(E, "The cell holds a formula without a value, or an error", "replace formulas by values and save again"),
    "I26": Code(E, "Files with {what} are not read", "save as XLSX without macros, links and passwords, or as CSV"),
    "I27": Code(E, "Merged cells stand among the rows of pupils", "split them and fill each cell"),
    "I28": Code(E, "The sheet hides a {what} that is needed", "show it or delete it"),
    "I29": Code(W, "The hidden sheet {sheet} was not read", "show it or delete it"),
    "I30": Code(E, "The file unpacks to more than may be read: {reason}", "save it again"),
    "I31": Code(E, "The file belongs to another {what}", "check which file and which period you want"),
    "I32": Code(E, "The OneRoster tables contradict themselves: {what}", "export all tables again, in bulk mode"),
    "I33": Code(
        E, "An import of this period had more: {lost}", "look for what is missing; with --confirm it is replaced all the same"
    ),
    "I34": Code(E, "No single profile fits this file; there are {profiles}", "name one with --profile, or run --sniff"),
    "I35": Code(E, "The cell shows a percentage but holds a fraction", "give the column the format General"),
    "I36": Code(E, "{value} can mean a thousand or a fraction", "write it without a separator of thousands"),
    "I37": Code(E, "The cell holds TRUE or FALSE", "write a value of the journal"),
    "I38": Code(
        E,
        "The file has at least a fifth less than the last import of this period",
        "if that is right, import it with --confirm",
    ),
    "I39": Code(
        W, "Dates of this column are numbers of a spreadsheet; they were read as days", "give the column a date format"
    ),
    "I40": Code(E, "The file does not say the {field}", "say it with --set {field}=..."),
    "I41": Code(E, "The numbers of the row contradict each other: {what}", "correct them in the journal"),
    "I42": Code(E, "A formula stands where {field} belongs: {value}", "replace it by its value"),
    "I43": Code(E, "{field} is not a field that can be set", "the fields are: {allowed}"),
    "I44": Code(E, "The name ends in {extension}, but the file is {type}", "save it again in the format its name says"),
    "I45": Code(E, "{value} is not a {field} that is known", "correct the header, or add the word to the profile"),
    "I46": Code(
        E, "The school {school} is none of the organisations below", "set its BIN, or name it in the file of --schools"
    ),
    # contributions
    "G01": Code(E, "This is another repository, not a file", "put its files here instead"),
    "G02": Code(E, "The file is marked as a program", "take the mark away: git update-index --chmod=-x"),
    "G03": Code(E, "A contribution holds content only", "leave out what does not lie below content/"),
    "G04": Code(E, "Some systems cannot tell this path from {other}", "give one of them another name"),
    "G05": Code(
        E,
        "Whoever wrote the commit {commit} does not write for this organisation",
        "ask the organisation, or those who keep owners.yml",
    ),
    "G06": Code(
        W,
        "There is no list of owners: nobody looked who may write where",
        "make content/owners.yml, see docs/hostile-content.md",
    ),
    "G07": Code(E, "The list of owners names the organisation {id}, which does not exist", "did you mean {nearest}?"),
    # disclosure control
    "D01": Code(E, "{value} is not a count an indicator can be made of", "use: {allowed}"),
    "D02": Code(E, "There are no records for this release", "import the exports of the term first, with edu-site import"),
    "D10": Code(
        E, "A hidden group could be found out: {organisation}, {group}, {indicator}", "nothing was published; report this line"
    ),
    "D11": Code(
        E,
        "A band could be narrowed below its protection: {organisation}, {group}, {indicator}",
        "nothing was published; report this line",
    ),
    "D12": Code(E, "The figures contradict each other: {organisation}, {group}", "make the tables again from the records"),
    "D13": Code(
        E,
        "A figure says more than its parts allow: {organisation}, {group}, {indicator}",
        "make the tables again from the records",
    ),
    "D14": Code(
        E, "A row does not belong into a table: {organisation}, {group}, {indicator}", "make the tables again from the records"
    ),
    "D15": Code(E, "The number of learners is not rounded: {organisation}", "make the tables again from the records"),
    "D20": Code(
        E, "The ledger was changed here: the line does not follow from the one before it", "restore the ledger from a copy"
    ),
    "D21": Code(
        E,
        "The release {release} is frozen and has other figures: {organisations}",
        "publish a dated correction, for example {release}-c1",
    ),
    "D22": Code(
        E, "The release {release} cannot be corrected here", "its tables and the counts it was made of must both be there"
    ),
    "D23": Code(E, "The correction {release} lacks its {what}", "give --reason-kk, --reason-ru and a later --date"),
    "D24": Code(E, "The ledger knows another file, or none: {what}", "restore the published file from a copy"),
    "D25": Code(E, "This file is no table of figures", "restore the published file from a copy"),
    "D26": Code(E, "The certificate does not fit the tables of its release", "restore the release from a copy"),
    "D27": Code(
        E, "The policy does not allow this band: {organisation}, {group}, {indicator}", "make the tables again from the records"
    ),
    "D28": Code(E, "The release {release} is not signed", "sign it: edu-site protect --signed-by NAME --key FILE"),
    "D29": Code(E, "No trusted key has signed the release {release} as it is", "restore the release from a copy"),
    "D30": Code(
        E,
        "The certificate was made by rules this program does not know: {method}",
        "check it with the version of edu-site it names: {program}",
    ),
    "D31": Code(
        E,
        "The year cannot be told here: the counts of {release} are not here",
        "release the year where its terms were made; edu-site protect for an unchanged term puts them there again",
    ),
    "D32": Code(
        E,
        "The term {release} comes after its year {year}",
        "release the terms before the year; afterwards only corrections are made",
    ),
    # keys
    "K01": Code(E, "This file holds no private key of the kind Ed25519", "make one with edu-site keys new"),
    "K02": Code(E, "Others on this machine can read the private key", "make it yours alone: chmod 600 {path}"),
    "K03": Code(E, "This is no public key", "copy the word ed25519:... that edu-site keys new has printed"),
    "K04": Code(E, "The key is not among the trusted keys", "add its public key to publish.yml under keys:"),
    # publishing
    "U04": Code(E, "A build is under way here, or was interrupted", "let edu-site build come to its end"),
    "U05": Code(E, "The file changed while it was published", "publish again when no build is running"),
    "U06": Code(E, "Another publisher is at work on this target", "wait until it is done"),
    "U07": Code(E, "Another release has become live meanwhile: {release}", "look at edu-site releases, then publish again"),
    "U08": Code(E, "The target cannot be used: {reason}", "readers see what they saw before; try again when it can be written"),
    "U09": Code(
        E,
        "The release is not what a trusted key has signed",
        "add the public key of its signer to publish.yml, or ask who changed it",
    ),
    "U10": Code(
        E, "{organisation} has been published before and has no site now", "build it again; its last good site is lost"
    ),
    "U11": Code(
        E,
        "There are more than 2 % fewer {what} than in the live release: {now}, before {before}",
        "look for what is lost; if that is right, sign a waiver for the release {release}",
    ),
    "U12": Code(E, "The link {link} leads nowhere; pages that have it: {pages}", "correct it, or report this line"),
    "U13": Code(E, "A script stands here that nobody has approved: {script}", "delete it, or report this line"),
    "U14": Code(E, "The report of the build cannot be read: {reason}", "run edu-site build for all organisations"),
    "U15": Code(E, "The waiver is not signed by a trusted key", "sign it with edu-site keys sign"),
    "U17": Code(E, "The target has no release {release}", "edu-site releases tells which there are"),
    "U18": Code(E, "There is no release to return to", "edu-site releases tells which there are"),
    "U19": Code(E, "The report of the build says nothing of {organisation}", "run edu-site build for all organisations"),
    "U20": Code(E, "The file is missing", "publish again, or return to another release"),
    "U21": Code(E, "The file is not what was signed", "publish again, or return to another release"),
    "U22": Code(E, "The file does not belong to the release", "delete it, and look for who has put it there"),
    "U23": Code(W, "{organisation} has errors and has never had a site", "correct them; edu-site check tells them"),
    "U24": Code(
        W, "{organisation} has errors; its site is that of an earlier build", "correct them; edu-site check tells them"
    ),
    "U27": Code(
        E,
        "The source shows a release that does not follow the one here: {release}",
        "if it was taken back on purpose, say --back",
    ),
    "U26": Code(
        E, "The compressed copy is not of the file beside it", "run edu-site compress after the build, or delete the copy"
    ),
    "U25": Code(
        W,
        "A waiver allows that there are fewer {what} than in the live release: {now}, before {before}",
        "nothing has to be done",
    ),
    # sites seen from outside
    "W01": Code(E, "The site cannot be reached: {reason}", "look at the server and at the DNS entry of its name"),
    "W02": Code(E, "The certificate is not valid: {reason}", "renew it, and look why that did not happen by itself"),
    "W03": Code(E, "The home page answers {status} instead of 200", "look into the log of the server"),
    "W04": Code(W, "The certificate ends in {days} days", "renew it, and look why that did not happen by itself"),
    "W05": Code(E, "http does not lead to https, the answer is {status}", "configure the server with edu-site headers"),
    "W06": Code(E, "The header {header} is {found} and should be {wanted}", "configure the server with edu-site headers"),
    "W07": Code(W, "The host publishes no list of its files, so they were not compared", "publish with edu-site publish"),
    "W08": Code(E, "What is sent here is not what was published", "find out who changed it, then publish again"),
    "W09": Code(E, "The site map names this page, but the answer is {status}", "publish again"),
    "W10": Code(E, "The site map cannot be read", "publish again"),
    "W11": Code(W, "The newest item is {days} days old", "ask whether anybody looks after the site"),
    "W12": Code(E, "The page {page} leads here, but the answer is {status}", "correct the link, or publish again"),
    "W13": Code(E, "After {seconds} s the site was left; the rest was not looked at", "look why the server is slow"),
    "W14": Code(
        E, "The copy packed with {encoding} holds something else than the page", "run edu-site compress, or publish again"
    ),
    # backup
    "A01": Code(
        W, "This is not saved: it may hold pupils' data", "keep exports and records elsewhere, with a backup of their own"
    ),
    "A02": Code(E, "The backup has no note of how its sites were built", "make a new backup with edu-site backup"),
}
