/** The icons in use as path data in a box of 15 × 15, from Temaki and Maki (both CC0). */
import bench from '@ideditor/temaki/icons/bench.svg?raw'
import bicycleParked from '@ideditor/temaki/icons/bicycle_parked.svg?raw'
import billboard from '@ideditor/temaki/icons/billboard.svg?raw'
import bollard from '@ideditor/temaki/icons/bollard.svg?raw'
import bridge from '@ideditor/temaki/icons/bridge.svg?raw'
import cableDevice from '@ideditor/temaki/icons/cable_device.svg?raw'
import crane from '@ideditor/temaki/icons/crane.svg?raw'
import elevator from '@ideditor/temaki/icons/elevator.svg?raw'
import fireHydrant from '@ideditor/temaki/icons/fire_hydrant.svg?raw'
import fountain from '@ideditor/temaki/icons/fountain.svg?raw'
import gardenBed from '@ideditor/temaki/icons/garden_bed.svg?raw'
import gasDevice from '@ideditor/temaki/icons/gas_device.svg?raw'
import gasManhole from '@ideditor/temaki/icons/gas_manhole.svg?raw'
import grass from '@ideditor/temaki/icons/grass.svg?raw'
import guardRail from '@ideditor/temaki/icons/guard_rail.svg?raw'
import gym from '@ideditor/temaki/icons/gym.svg?raw'
import infoBoard from '@ideditor/temaki/icons/info_board.svg?raw'
import manhole from '@ideditor/temaki/icons/manhole.svg?raw'
import pedestrianCrosswalk from '@ideditor/temaki/icons/pedestrian_crosswalk.svg?raw'
import postBox from '@ideditor/temaki/icons/post_box.svg?raw'
import powerManhole from '@ideditor/temaki/icons/power_manhole.svg?raw'
import powerTower from '@ideditor/temaki/icons/power_tower.svg?raw'
import powerTransformer from '@ideditor/temaki/icons/power_transformer.svg?raw'
import poweredPump from '@ideditor/temaki/icons/powered_pump.svg?raw'
import securityCamera from '@ideditor/temaki/icons/security_camera.svg?raw'
import speedBump from '@ideditor/temaki/icons/speed_bump.svg?raw'
import statue from '@ideditor/temaki/icons/statue.svg?raw'
import streetLampArm from '@ideditor/temaki/icons/street_lamp_arm.svg?raw'
import telephone from '@ideditor/temaki/icons/telephone.svg?raw'
import towerCommunication from '@ideditor/temaki/icons/tower_communication.svg?raw'
import trafficSignals from '@ideditor/temaki/icons/traffic_signals.svg?raw'
import transitShelter from '@ideditor/temaki/icons/transit_shelter.svg?raw'
import tunnel from '@ideditor/temaki/icons/tunnel.svg?raw'
import utilityPole from '@ideditor/temaki/icons/utility_pole.svg?raw'
import vendingMachine from '@ideditor/temaki/icons/vending_machine.svg?raw'
import wasteManhole from '@ideditor/temaki/icons/waste_manhole.svg?raw'
import waterManhole from '@ideditor/temaki/icons/water_manhole.svg?raw'
import wellPumpManual from '@ideditor/temaki/icons/well_pump_manual.svg?raw'
import wheelchair from '@ideditor/temaki/icons/wheelchair.svg?raw'
import chargingStation from '@mapbox/maki/icons/charging-station.svg?raw'
import fuel from '@mapbox/maki/icons/fuel.svg?raw'
import park from '@mapbox/maki/icons/park.svg?raw'
import parking from '@mapbox/maki/icons/parking.svg?raw'
import toilet from '@mapbox/maki/icons/toilet.svg?raw'
import wasteBasket from '@mapbox/maki/icons/waste-basket.svg?raw'

const pathsIn = (svg: string): string[] =>
  [...svg.matchAll(/<path[^>]*?\sd="([^"]+)"/g)].map(([, d = '']) => d.replaceAll(/&#x[0-9A-Fa-f]+;/g, ' '))

export const ICONS = {
  bench: pathsIn(bench),
  bicycle_parked: pathsIn(bicycleParked),
  billboard: pathsIn(billboard),
  bollard: pathsIn(bollard),
  bridge: pathsIn(bridge),
  cable_device: pathsIn(cableDevice),
  'charging-station': pathsIn(chargingStation),
  crane: pathsIn(crane),
  elevator: pathsIn(elevator),
  fire_hydrant: pathsIn(fireHydrant),
  fountain: pathsIn(fountain),
  fuel: pathsIn(fuel),
  garden_bed: pathsIn(gardenBed),
  gas_device: pathsIn(gasDevice),
  gas_manhole: pathsIn(gasManhole),
  grass: pathsIn(grass),
  guard_rail: pathsIn(guardRail),
  gym: pathsIn(gym),
  info_board: pathsIn(infoBoard),
  manhole: pathsIn(manhole),
  park: pathsIn(park),
  parking: pathsIn(parking),
  pedestrian_crosswalk: pathsIn(pedestrianCrosswalk),
  post_box: pathsIn(postBox),
  power_manhole: pathsIn(powerManhole),
  power_tower: pathsIn(powerTower),
  power_transformer: pathsIn(powerTransformer),
  powered_pump: pathsIn(poweredPump),
  security_camera: pathsIn(securityCamera),
  speed_bump: pathsIn(speedBump),
  statue: pathsIn(statue),
  street_lamp_arm: pathsIn(streetLampArm),
  telephone: pathsIn(telephone),
  toilet: pathsIn(toilet),
  tower_communication: pathsIn(towerCommunication),
  traffic_signals: pathsIn(trafficSignals),
  transit_shelter: pathsIn(transitShelter),
  tunnel: pathsIn(tunnel),
  utility_pole: pathsIn(utilityPole),
  vending_machine: pathsIn(vendingMachine),
  'waste-basket': pathsIn(wasteBasket),
  waste_manhole: pathsIn(wasteManhole),
  water_manhole: pathsIn(waterManhole),
  well_pump_manual: pathsIn(wellPumpManual),
  wheelchair: pathsIn(wheelchair),
} as const
export type IconName = keyof typeof ICONS
