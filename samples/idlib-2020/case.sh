#!/bin/sh
# The sample case from article to package, as one would type it. Everything shown is a simulation.
#
#   sh samples/idlib-2020/case.sh FOLDER      FOLDER comes into being; `verify` must be on the PATH
set -eu

article=$(cd "$(dirname "$0")" && pwd)/article.md
samples=$(dirname "$(dirname "$article")")
mkdir "$1" && cd "$1"
VERIFY_HOME=$PWD/home
export VERIFY_HOME
case='Night strike, Idlib'

# What the desk had before, and the clip that was sent.
verify archive add "$samples/night-fire.mp4" "$samples/night-other.mp4"
verify inspect "$samples/night-strike.mp4" -o night-strike.verify

# The article, its claims, and what can be said of them from the clip, the sky and the calendar.
verify case new "$case" --article "$article" --as Mara
verify case add "$case" "$samples/night-strike.mp4" --as Mara
verify case check "$case" night-strike.verify --outdoors --as Mara >proposals.txt
tail -1 proposals.txt

# What a person makes of that: every proposal on the clip itself is taken up, one is turned down.
claim=$(sed -n 's/^\([0-9]*\)\. A video of about 13 seconds.*/\1/p' proposals.txt)
proposals=$(sed -n "/^$claim\. /,/^$/s/^   \([0-9]*\.[0-9]*\)  .*/\1/p" proposals.txt)
delay=$(sed -n 's/^   \([0-9]*\.[0-9]*\)  flash to bang.*/\1/p' proposals.txt)
length=$(sed -n 's/^   \([0-9]*\.[0-9]*\)  length.*/\1/p' proposals.txt)
verify case reject "$case" "$length" --reason 'Any clip can be cut to a length.' --as Mara
for proposal in $proposals; do
  [ "$proposal" = "$length" ] || verify case accept "$case" "$proposal" --weight weak --as Mara
done
verify case evidence "$case" --claim "$claim" --stance context --clip night-strike.mp4 \
  --from 4 --to 6.2 --note 'The first flash, and the bang after it.' --as Mara
verify case evidence "$case" --claim "$claim" --stance contradicts --weight strong --as Jon \
  --clip night-strike.mp4 --from 0 --to 13.2 --box 1176 688 96 26 \
  --note 'SIMULATION is written in the lower corner from the first frame to the last.'
verify case note "$case" --claim "$claim" "The bang of $delay could have been laid under." --as Jon

# Where, who and whether: nobody knows, and the case says so.
verify case hypothesis "$case" 'It shows the strike near Balyun.' --clip night-strike.mp4 --as Mara
verify case hypothesis "$case" 'It is a simulation.' --clip night-strike.mp4 --as Jon
verify case checklist "$case" 1 --status not_known --note 'Shared without a source.' --as Jon
verify case verdict "$case" cannot_be_checked --claim 3 --as Jon \
  --reason 'No landmark in the picture could be found on a map.'
verify case verdict "$case" false --claim 5 --as Mara \
  --reason 'The article names forces of the Syrian government, its headline Russia.'
verify case verdict "$case" false --claim "$claim" --as Mara \
  --reason 'Light and sound fit what is said of the video; the picture itself says that it is made.'
verify case verdict "$case" staged_or_synthetic --clip night-strike.mp4 --as Jon \
  --reason 'SIMULATION is written on the picture.'

# What goes out: the report for the desk, and one for anybody once each picture was decided on.
verify case report "$case" --internal -o report-internal --analysis night-strike.verify
verify case release "$case" --analysis night-strike.verify >release.txt
sed -n 's/^\([^ ]*\)  undecided.*/\1/p' release.txt | while read -r name; do
  verify case release "$case" --analysis night-strike.verify --keep "$name" --as Mara
done
verify case report "$case" --public -o report-public --analysis night-strike.verify
verify case export "$case" --internal -o package.zip --analysis night-strike.verify
verify check
verify check --recompute --footage "$samples"
verify check package.zip

# On a second machine: the package is enough to look at the case, and with the clip to measure again.
unset VERIFY_STORAGE
VERIFY_HOME=$PWD/home-of-others
verify case import package.zip
verify check package.zip --recompute --footage "$samples"
